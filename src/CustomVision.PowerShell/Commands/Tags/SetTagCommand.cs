using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.Tags;

/// <summary>Renames a tag, or describes it anew. Its images keep it.</summary>
[Cmdlet(VerbsCommon.Set, "CVTag", SupportsShouldProcess = true)]
[OutputType(typeof(Tag))]
public sealed class SetTagCommand : SetCommand<Tag>
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

    /// <summary>What the tag means; an empty text takes the description away.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    private protected override object? Target => TagId.Target;

    private protected override string What => $"tag {TagId} of project {ProjectId}";

    private protected override IEnumerable<string?> OtherChanges => [Redescribe(Description)];

    private protected override string Choices => "-Name and -Description";

    private protected override async Task<Tag> ChangeAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        var tagId = await Names.TagAsync(projectId, TagId, token).ConfigureAwait(false);
        var current = await Client.GetTagAsync(projectId, tagId, cancellation: token).ConfigureAwait(false);
        var update = new TagUpdate { Name = Name ?? current.Name, Description = Description ?? current.Description ?? "" };
        return await Client.UpdateTagAsync(projectId, tagId, update, token).ConfigureAwait(false);
    }
}
