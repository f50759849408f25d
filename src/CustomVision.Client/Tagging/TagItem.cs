using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Work;

namespace CustomVision.Tagging;

/// <summary>One image whose tags are changed. One thread at a time works on it.</summary>
internal sealed class TagItem(ImageToTag request) : WorkItem<ImageTagResult>
{
    private readonly List<Guid> notPresent = [];
    private readonly List<ImageTagFailure> failures = [];

    public ImageToTag Request => request;

    public Image? Image { get; set; }

    /// <summary>Tags to remove whose label is not known, or no longer valid.</summary>
    public List<Guid> WithoutLabel { get; } = [];

    public void AddFailure(Guid tagId, CustomVisionException failure) => failures.Add(new ImageTagFailure(tagId, failure));

    public void AddNotPresent(Guid tagId) => notPresent.Add(tagId);

    /// <summary>A new item with what is recorded so far.</summary>
    public TagItem Again()
    {
        var item = new TagItem(request) { Image = Image };
        item.WithoutLabel.AddRange(WithoutLabel);
        item.failures.AddRange(failures);
        item.notPresent.AddRange(notPresent);
        return item;
    }

    /// <summary>Completes the item with what is recorded.</summary>
    public void CompleteRequest() => Complete(new ImageTagResult { Request = request, Image = Image, NotPresent = notPresent, Failures = failures });
}
