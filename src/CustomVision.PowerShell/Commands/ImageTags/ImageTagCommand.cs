using System.Threading.Channels;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Tagging;

namespace CustomVision.PowerShell.Commands.ImageTags;

/// <summary>The base class of cmdlets that add or remove tags of images.</summary>
/// <remarks>
/// The cmdlet reads all input before it changes anything. The input can be a list that is paged by position, such as the untagged
/// images, which would skip images if others were tagged.
/// </remarks>
public abstract class ImageTagCommand : ImageCommand<ImageToTag>
{
    private protected const string ByImage = "Image";
    private protected const string ById = "Id";

    private readonly List<(NameOrId Project, ImageToTag Image, NameOrId[] Tags)> inputs = [];
    private readonly Dictionary<(NameOrId Project, NameOrId Tag), (Guid ProjectId, Guid TagId)?> resolved = [];
    private readonly Dictionary<Guid, string> tagNames = [];

    private protected ImageTagCommand()
    {
    }

    /// <summary>The images as objects from Get-CVTrainingImage. Results of Add-CVTrainingImage contain them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByImage, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public Image?[]? Image { get; set; }

    /// <summary>The project of the images by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The images by id.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("image", "Get-CVTrainingImage")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    public Guid[] ImageId { get; set; } = [];

    /// <summary>The tags by name, by id, or as objects from Get-CVTag.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByImage)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("Tag")]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] TagId { get; set; } = [];

    private protected sealed override object? Target => null;

    /// <summary>The action that -WhatIf shows, such as "Add tag".</summary>
    private protected abstract string Action { get; }

    /// <summary>The activity that the progress bar shows.</summary>
    private protected abstract string Activity { get; }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (ParameterSetName == ById)
            foreach (var id in ImageId)
                AddInput(ProjectId, new ImageToTag(default, id, []));
        else
            foreach (var image in Image ?? [null])
                if (image is null)
                    WriteVerbose("A result without an image is ignored, because the image was not stored.");
                else
                    AddInput(NameOrId.FromId(image.ProjectId), new ImageToTag(image.ProjectId, image.Id, []) { Tags = image.Tags });
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        _ = Client; // A missing connection is reported first.
        var images = inputs.Select(one => Resolve(one.Project, one.Image, one.Tags)).OfType<ImageToTag>().ToList();
        foreach (var image in images)
            Enqueue(image);
        base.EndProcessing();
    }

    private protected sealed override ImageWork Prepare()
    {
        var tagger = new ImageTagger(TrainingService, WriteResultAsync) { ReturnImages = ReturnsImages };
        return new ImageWork(Activity, tagger.Counters, (images, token) => WorkAsync(tagger, images, token));
    }

    /// <summary>Whether the images are needed after the change.</summary>
    private protected virtual bool ReturnsImages => false;

    private protected abstract Task WorkAsync(ImageTagger tagger, ChannelReader<ImageToTag> images, CancellationToken token);

    /// <summary>Writes the output for an image. Called on the pipeline thread.</summary>
    private protected virtual void Write(ImageTagResult result)
    {
    }

    private void AddInput(NameOrId project, ImageToTag image)
    {
        if (ShouldProcess($"image {image.ImageId} of project {project.Quoted}", $"{Action} {string.Join(", ", TagId.Select(tag => tag.Quoted))}"))
            inputs.Add((project, image, TagId));
    }

    /// <summary>Adds the ids of the project and the tags. Returns null if one is unknown. The error is written once per name.</summary>
    private ImageToTag? Resolve(NameOrId project, ImageToTag image, NameOrId[] tags)
    {
        var ids = tags.Select(tag => Resolve(project, tag)).ToList();
        return ids.Contains(null) ? null : image with { ProjectId = ids[0]!.Value.ProjectId, TagIds = [.. ids.Select(id => id!.Value.TagId).Distinct()] };
    }

    private (Guid ProjectId, Guid TagId)? Resolve(NameOrId project, NameOrId tag)
    {
        if (resolved.TryGetValue((project, tag), out var ids))
            return ids;
        RunFor(tag.Target, async token =>
        {
            var projectId = await Names.ProjectAsync(project, token).ConfigureAwait(false);
            ids = (projectId, await Names.TagAsync(projectId, tag, token).ConfigureAwait(false));
        });
        if (ids is { } both)
            tagNames[both.TagId] = tag.ToString();
        return resolved[(project, tag)] = ids;
    }

    private Task WriteResultAsync(ImageTagResult result) => OnPipelineAsync(() =>
    {
        Write(result);
        foreach (var tagId in result.NotPresent)
            WriteVerbose($"Image {result.Request.ImageId} does not have tag {tagNames[tagId]}.");
        foreach (var failure in result.Failures)
            WriteError(Errors.From(failure, result.Request.ImageId, tagNames[failure.TagId]));
    });
}
