using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.Tags;

/// <summary>Renames a tag, or describes it anew. Its pictures keep it.</summary>
[Cmdlet(VerbsCommon.Set, "CVTag", SupportsShouldProcess = true)]
[OutputType(typeof(Tag))]
public sealed class SetTagCommand : ServiceCommand
{
    /// <summary>The project, by its name or id, or as Get-CVProject gives it. A tag from Get-CVTag brings it along.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The tag, by its name or id, or as Get-CVTag gives it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Tag", "Id")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    public NameOrId TagId { get; set; } = null!;

    /// <summary>The new name, unique in the project.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>What the tag means; an empty text takes the description away.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>Writes the changed tag.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Name is null && Description is null)
            ThrowTerminatingError(Errors.NothingToChange("-Name and -Description"));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ShouldProcess($"tag {TagId} of project {ProjectId}", Changes.Describe(Changes.Rename(Name), Changes.Redescribe(Description))))
            RunFor(TagId.Target, async token =>
            {
                var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                var tagId = await Names.TagAsync(projectId, TagId, token).ConfigureAwait(false);

                // Everything is sent: what an omitted member means to the service is not on record.
                var current = await Client.GetTagAsync(projectId, tagId, cancellation: token).ConfigureAwait(false);
                var update = new TagUpdate { Name = Name ?? current.Name, Description = Description ?? current.Description ?? "" };
                var changed = await Client.UpdateTagAsync(projectId, tagId, update, token).ConfigureAwait(false);
                if (PassThru)
                    await WriteAsync(changed).ConfigureAwait(false);
            });
    }
}
