using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Tags;

/// <summary>Changes the name, description or type of a tag.</summary>
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

    /// <summary>Regular; Negative for images without any other tag; GeneralProduct for products without a tag of their own.</summary>
    [Parameter]
    [ValidateSet(TagType.Regular, TagType.Negative, TagType.GeneralProduct)]
    public string? Type { get; set; }

    private protected override object? Target => TagId.Target;

    private protected override string TargetDescription => $"tag {TagId.Quoted} of project {ProjectId.Quoted}";

    private protected override IEnumerable<string?> OtherChanges => [DescriptionChange(Description), Type is null ? null : $"set type to {Type}"];

    private protected override string RequiredParameters => "-Name, -Description and -Type";

    private protected override async Task<Tag> ChangeAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        var tagId = await Names.TagAsync(projectId, TagId, token).ConfigureAwait(false);
        var current = await Client.GetTagAsync(projectId, tagId, cancellation: token).ConfigureAwait(false);
        var update = new TagUpdate { Name = Name ?? current.Name, Description = Description ?? current.Description ?? "", Type = Type };
        return await Client.UpdateTagAsync(projectId, tagId, update, token).ConfigureAwait(false);
    }
}
