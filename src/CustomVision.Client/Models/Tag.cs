using System.Text.Json.Serialization;

namespace CustomVision.Models;

/// <summary>A tag: what an image can be labelled with.</summary>
/// <remarks>Training 1.0, ImageTagModel.</remarks>
public sealed class Tag
{
    /// <summary>The id that images are uploaded with.</summary>
    [JsonRequired]
    public Guid Id { get; init; }

    /// <summary>The name, unique in its project.</summary>
    public string? Name { get; init; }

    /// <summary>What the tag means, if that was said.</summary>
    public string? Description { get; init; }

    /// <summary>How many images carry the tag.</summary>
    public int ImageCount { get; init; }

    /// <summary>The project the tag was asked of. Not on the wire: it lets a tag go on down a pipeline.</summary>
    [JsonIgnore]
    public Guid ProjectId { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id.ToString();
}

/// <summary>The tags of a project, and how many of its images have any.</summary>
/// <remarks>Training 1.0, ImageTagListModel.</remarks>
public sealed class TagList
{
    /// <summary>The tags, in no particular order.</summary>
    public IReadOnlyList<Tag> Tags { get; init => field = value ?? []; } = []; // generated readers set what is missing to null

    /// <summary>How many images have at least one tag.</summary>
    public int TotalTaggedImages { get; init; }

    /// <summary>How many images have no tag.</summary>
    public int TotalUntaggedImages { get; init; }
}
