using System.Threading.Channels;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Tagging;

namespace CustomVision.PowerShell.Commands.ImageTags;

/// <summary>A cmdlet that puts tags on images or takes them off.</summary>
/// <remarks>
/// Nothing is changed before the input has ended: a listing that feeds the pipeline, of the untagged images for one, counts
/// its pages by position, and would step over images if some left it meanwhile.
/// </remarks>
public abstract class ImageTagCommand : ImageCommand<ImageToTag>
{
    private protected const string ByImage = "Image";
    private protected const string ById = "Id";

    private readonly List<(NameOrId Project, ImageToTag Image, NameOrId[] Tags)> given = [];
    private readonly Dictionary<(NameOrId Project, NameOrId Tag), (Guid ProjectId, Guid TagId)?> found = [];
    private readonly Dictionary<Guid, string> tagNames = [];

    private protected ImageTagCommand()
    {
    }

    /// <summary>The images, as Get-CVTrainingImage gives them. Results of Add-CVTrainingImage bring theirs along.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByImage, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public Image?[]? Image { get; set; }

    /// <summary>The project of the images, by its name or id, or as Get-CVProject gives it.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The images, by their ids.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("image", "Get-CVTrainingImage")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    public Guid[] ImageId { get; set; } = [];

    /// <summary>The tags, by their names or ids, or as Get-CVTag gives them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByImage)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("Tag")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] TagId { get; set; } = [];

    private protected sealed override object? Target => null;

    /// <summary>What is done with the tags, for -WhatIf, such as "Put on tag".</summary>
    private protected abstract string Action { get; }

    /// <summary>What the progress bar says is going on.</summary>
    private protected abstract string Activity { get; }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (ParameterSetName == ById)
            foreach (var id in ImageId)
                Gather(ProjectId, new ImageToTag(default, id, []));
        else
            foreach (var image in Image ?? [null])
                if (image is null)
                    WriteVerbose("A result without an image is passed over: it was not stored, so it can have no tag.");
                else
                    Gather(NameOrId.FromId(image.ProjectId), new ImageToTag(image.ProjectId, image.Id, []) { Labels = image.Labels });
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        _ = Client; // a missing connection is said before anything else
        var known = given.Select(one => Find(one.Project, one.Image, one.Tags)).OfType<ImageToTag>().ToList(); // all, before work begins
        foreach (var image in known)
            HandIn(image);
        base.EndProcessing();
    }

    private protected sealed override ImageWork Prepare()
    {
        var tagger = new ImageTagger(Client, PutOutAsync, Sending(new ImageTaggerOptions()), TellAsync);
        return new ImageWork(Activity, tagger.Counters, (images, token) => WorkAsync(tagger, images, token));
    }

    private protected abstract Task WorkAsync(ImageTagger tagger, ChannelReader<ImageToTag> images, CancellationToken token);

    /// <summary>Writes what the cmdlet writes of an image. On the pipeline thread.</summary>
    private protected virtual void Write(ImageTagResult result)
    {
    }

    private void Gather(NameOrId project, ImageToTag image)
    {
        if (ShouldProcess($"image {image.ImageId} of project {project}", $"{Action} {string.Join<NameOrId>(", ", TagId)}"))
            given.Add((project, image, TagId));
    }

    /// <summary>The image with the ids of project and tags; null when one of them is not known, which is said once.</summary>
    private ImageToTag? Find(NameOrId project, ImageToTag image, NameOrId[] tags)
    {
        var ids = tags.Select(tag => Find(project, tag)).ToList();
        return ids.Contains(null) ? null : image with { ProjectId = ids[0]!.Value.ProjectId, TagIds = [.. ids.Select(id => id!.Value.TagId).Distinct()] };
    }

    private (Guid ProjectId, Guid TagId)? Find(NameOrId project, NameOrId tag)
    {
        if (found.TryGetValue((project, tag), out var ids))
            return ids;
        RunFor(tag.Target, async token =>
        {
            var projectId = await Names.ProjectAsync(project, token).ConfigureAwait(false);
            ids = (projectId, await Names.TagAsync(projectId, tag, token).ConfigureAwait(false));
        });
        if (ids is { } both)
            tagNames[both.TagId] = tag.ToString();
        return found[(project, tag)] = ids;
    }

    private Task PutOutAsync(ImageTagResult result) => OnPipelineAsync(() =>
    {
        Write(result);
        foreach (var tagId in result.NotThere)
            WriteVerbose($"Image {result.Asked.ImageId} does not have tag {tagNames[tagId]}.");
        foreach (var failure in result.Failures)
            WriteError(Errors.From(failure, result.Asked.ImageId, tagNames[failure.TagId]));
    });
}
