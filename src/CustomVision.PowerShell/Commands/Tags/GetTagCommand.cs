using CustomVision.Models;
using CustomVision.PowerShell.Binding;

namespace CustomVision.PowerShell.Commands.Tags;

/// <summary>Gets the tags of a project: all of them, those with a name, or the one with an id.</summary>
[Cmdlet(VerbsCommon.Get, "CVTag", DefaultParameterSetName = ByName)]
[OutputType(typeof(Tag))]
public sealed class GetTagCommand : ServiceCommand
{
    private const string ByName = "Name";
    private const string ById = "Id";

    /// <summary>The project, by its id or as Get-CVProject gives it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Id("project", "Get-CVProject")]
    public Guid ProjectId { get; set; }

    /// <summary>Only tags with one of these names; wildcards are understood.</summary>
    [Parameter(Position = 1, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The tag with this id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("Id")]
    [Id("tag", "Get-CVTag")]
    public Guid TagId { get; set; }

    /// <summary>The tags as they were in this iteration. Default: the open workspace.</summary>
    [Parameter]
    [Id("iteration", "the Custom Vision portal")]
    public Guid? IterationId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ById)
            RunFor(TagId, async token => await WriteAsync(await Client.GetTagAsync(ProjectId, TagId, IterationId, token).ConfigureAwait(false)).ConfigureAwait(false));
        else
            RunFor(ProjectId, async token =>
            {
                var list = await Client.GetTagsAsync(ProjectId, IterationId, token).ConfigureAwait(false);
                await WriteNamedAsync(list.Tags, tag => tag.Name, Name, "tag", "Get-CVTag").ConfigureAwait(false);
            });
    }
}
