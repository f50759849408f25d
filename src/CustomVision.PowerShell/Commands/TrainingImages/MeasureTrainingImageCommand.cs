using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>Counts the images of projects: all, or those that a filter selects. The images aren't read.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "CVTrainingImage")]
[OutputType(typeof(ImageCount))]
public sealed class MeasureTrainingImageCommand : ServiceCommand
{
    /// <summary>The projects by name, by id, or as objects from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] ProjectId { get; set; } = [];

    /// <summary>Counts only images that have at least one of these tags.</summary>
    [Parameter]
    [Alias("Tag")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] TagId { get; set; } = [];

    /// <summary>Counts only images with or without tags. Default: all.</summary>
    [Parameter]
    public TaggingStatus TaggingStatus { get; set; }

    /// <summary>Counts the images of this iteration. Default: the open workspace.</summary>
    [Parameter]
    [Alias("Iteration")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId? IterationId { get; set; }

    /// <summary>A condition on metadata, such as "shift eq 'night'".</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var project in ProjectId)
            RunFor(project.Target, async token =>
            {
                var projectId = await Names.ProjectAsync(project, token).ConfigureAwait(false);
                var filter = new ImageFilter
                {
                    TagIds = await Names.TagsAsync(projectId, TagId, token).ConfigureAwait(false),
                    Status = TaggingStatus,
                    IterationId = await Names.OptionalIterationAsync(projectId, IterationId, token).ConfigureAwait(false),
                    MetadataFilter = Filter,
                };
                await WriteAsync(new ImageCount
                {
                    ProjectId = projectId,
                    Project = project.Name ?? KnownNames.Find(projectId),
                    Tag = [.. TagId.Select(tag => tag.Name ?? (tag.Id is { } id ? KnownNames.Find(id) : null) ?? tag.ToString())],
                    TaggingStatus = TaggingStatus.ToString(),
                    IterationId = filter.IterationId,
                    Filter = Filter,
                    Count = await Client.CountImagesAsync(projectId, filter, token).ConfigureAwait(false),
                }).ConfigureAwait(false);
            });
    }
}
