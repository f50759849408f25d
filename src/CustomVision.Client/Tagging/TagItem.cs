using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Tagging;

/// <summary>One image whose tags are being changed. Only one at a time works on it.</summary>
internal sealed class TagItem(ImageToTag asked)
{
    private readonly List<Guid> notThere = [];
    private readonly List<ImageTagFailure> failures = [];

    public ImageToTag Asked => asked;

    public Image? Image { get; set; }

    /// <summary>Tags to take off whose label is not known, or not any more.</summary>
    public List<Guid> Unsure { get; } = [];

    public void Fail(Guid tagId, CustomVisionException failure) => failures.Add(new ImageTagFailure(tagId, failure));

    public void IsNotThere(Guid tagId) => notThere.Add(tagId);

    public ImageTagResult Result() => new() { Asked = asked, Image = Image, NotThere = notThere, Failures = failures };
}
