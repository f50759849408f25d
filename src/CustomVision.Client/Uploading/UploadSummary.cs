namespace CustomVision.Uploading;

/// <summary>What an upload came to.</summary>
public sealed class UploadSummary
{
    /// <summary>Images with a result.</summary>
    public long Images { get; init; }

    /// <summary>Images that the service has: those it took, and those it had.</summary>
    public long Stored { get; init; }

    /// <summary>Images that it does not have.</summary>
    public long Failed => Images - Stored;

    /// <summary>How many images came out with each status.</summary>
    public IReadOnlyDictionary<string, long> ByStatus { get; init; } = new Dictionary<string, long>();

    /// <summary>Bytes of the images that have a result and could be sent.</summary>
    public long Bytes { get; init; }

    /// <summary>How often a batch was sent again.</summary>
    public long Retries { get; init; }

    /// <summary>From the first image to the last result.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Images a second, over the whole time.</summary>
    public double ImagesPerSecond => Elapsed > TimeSpan.Zero ? Images / Elapsed.TotalSeconds : 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Stored} of {Images} images stored in {Elapsed.TotalSeconds:0.0} s ({ImagesPerSecond:0} a second), {Retries} retries";
}
