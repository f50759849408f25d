using CustomVision.Models;

namespace CustomVision.PowerShell.Commands.Tags;

/// <summary>Creates tags in a project.</summary>
[Cmdlet(VerbsCommon.New, "CVTag", SupportsShouldProcess = true)]
[OutputType(typeof(Tag))]
public sealed class NewTagCommand : ProjectItemCommand
{
    /// <summary>The names of the tags.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The description of the tags.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    /// <summary>Regular; Negative for images without any other tag; GeneralProduct for products without a tag of their own. Default: Regular.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet(TagType.Regular, TagType.Negative, TagType.GeneralProduct)]
    public string? Type { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            if (ShouldProcess($"tag '{name}' in project {ProjectId.Quoted}", Type is null ? "Create" : $"Create with type {Type}"))
                RunFor(name, async token =>
                {
                    var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                    var tag = await Client.CreateTagAsync(projectId, name, Description, Type, token).ConfigureAwait(false);
                    await WriteAsync(tag).ConfigureAwait(false);
                });
    }
}
