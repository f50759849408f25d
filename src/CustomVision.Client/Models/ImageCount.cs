namespace CustomVision.Models;

/// <summary>How many images of a project a filter selects.</summary>
public sealed class ImageCount
{
    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>The name of the project; null when it is not known.</summary>
    public string? Project { get; init; }

    /// <summary>The names of the tags of which an image must have one; empty for no restriction. A tag whose name is not known is represented by its id.</summary>
    public IReadOnlyList<string> Tag { get; init; } = [];

    /// <summary>All, Tagged or Untagged.</summary>
    public string TaggingStatus { get; init; } = "All";

    /// <summary>The iteration whose images are counted; null for the workspace.</summary>
    public Guid? IterationId { get; init; }

    /// <summary>The condition on metadata; null for none.</summary>
    public string? Filter { get; init; }

    /// <summary>The number of images.</summary>
    public int Count { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Count.ToString(System.Globalization.CultureInfo.CurrentCulture);
}

/// <summary>The result of setting the metadata of one image.</summary>
public sealed class ImageMetadataResult
{
    /// <summary>The image.</summary>
    public Guid ImageId { get; init; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>OK, or a status such as ErrorImageNotFound. The service adds values, so expect others.</summary>
    public string Status { get; init; } = ImageStatus.ErrorUnknown;

    /// <summary>The metadata that was sent.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Why the metadata was not set; null when it was.</summary>
    public string? Message { get; init; }

    /// <summary>True when the service stored the metadata.</summary>
    public bool IsStored => Status == ImageStatus.OK;
}
