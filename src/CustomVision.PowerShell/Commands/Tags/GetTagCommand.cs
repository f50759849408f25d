using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Tags;

/// <summary>Gets the tags of a project.</summary>
[Cmdlet(VerbsCommon.Get, "CVTag", DefaultParameterSetName = ByName)]
[OutputType(typeof(Tag))]
public sealed class GetTagCommand : ServiceCommand
{
    private const string ByName = "Name";
    private const string ById = "Id";

    /// <summary>The project by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>Only tags with one of these names. Wildcards are accepted.</summary>
    [Parameter(Position = 1, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The tags by id or name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("Tag", "Id")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] TagId { get; set; } = [];

    /// <summary>Gets the tags as they were in this iteration. Default: the open workspace.</summary>
    [Parameter]
    [Alias("Iteration")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId? IterationId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ById)
            foreach (var tag in TagId)
                RunFor(tag.Target, async token =>
                {
                    var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                    var iterationId = await Names.OptionalIterationAsync(projectId, IterationId, token).ConfigureAwait(false);
                    var tagId = await Names.TagAsync(projectId, tag, token).ConfigureAwait(false);
                    await WriteAsync(await Client.GetTagAsync(projectId, tagId, iterationId, token).ConfigureAwait(false)).ConfigureAwait(false);
                });
        else
            RunFor(ProjectId.Target, async token =>
            {
                var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                var iterationId = await Names.OptionalIterationAsync(projectId, IterationId, token).ConfigureAwait(false);
                var list = await Client.GetTagsAsync(projectId, iterationId, token).ConfigureAwait(false);
                await WriteNamedAsync(list.Tags, tag => NameOrId.FromId(tag.Id, tag.Name), Name, "tag", "Get-CVTag").ConfigureAwait(false);
            });
    }
}
