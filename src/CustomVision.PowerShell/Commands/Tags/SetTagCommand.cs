using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Tags;

/// <summary>Changes the name or description of a tag.</summary>
[Cmdlet(VerbsCommon.Set, "CVTag", SupportsShouldProcess = true)]
[OutputType(typeof(Tag))]
public sealed class SetTagCommand : SetCommand<Tag>
{
    /// <summary>The project by name, by id, or as an object from Get-CVProject. A tag contains it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The tag by name, by id, or as an object from Get-CVTag.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Tag", "Id")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    public NameOrId TagId { get; set; } = null!;

    /// <summary>The description of the tag. An empty string removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    private protected override object? Target => TagId.Target;

    private protected override string TargetDescription => $"tag {TagId.Quoted} of project {ProjectId.Quoted}";

    private protected override IEnumerable<string?> OtherChanges => [DescriptionChange(Description)];

    private protected override string RequiredParameters => "-Name and -Description";

    private protected override async Task<Tag> ChangeAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        var tagId = await Names.TagAsync(projectId, TagId, token).ConfigureAwait(false);
        var current = await Client.GetTagAsync(projectId, tagId, cancellation: token).ConfigureAwait(false);
        var update = new TagUpdate { Name = Name ?? current.Name, Description = Description ?? current.Description ?? "" };
        return await Client.UpdateTagAsync(projectId, tagId, update, token).ConfigureAwait(false);
    }
}
