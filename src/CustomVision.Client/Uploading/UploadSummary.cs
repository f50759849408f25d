namespace CustomVision.Uploading;

/// <summary>What an upload came to.</summary>
public sealed class UploadSummary
{
    /// <summary>Pictures with a result.</summary>
    public long Pictures { get; init; }

    /// <summary>Pictures that the service has: those it took, and those it had.</summary>
    public long Stored { get; init; }

    /// <summary>Pictures that it does not have.</summary>
    public long Failed => Pictures - Stored;

    /// <summary>How many pictures came out with each status.</summary>
    public IReadOnlyDictionary<string, long> ByStatus { get; init; } = new Dictionary<string, long>();

    /// <summary>Bytes of the pictures that have a result and could be sent.</summary>
    public long Bytes { get; init; }

    /// <summary>How often a batch was sent again.</summary>
    public long Retries { get; init; }

    /// <summary>From the first picture to the last result.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Pictures a second, over the whole time.</summary>
    public double PicturesPerSecond => Elapsed > TimeSpan.Zero ? Pictures / Elapsed.TotalSeconds : 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Stored} of {Pictures} pictures stored in {Elapsed.TotalSeconds:0.0} s ({PicturesPerSecond:0} a second), {Retries} retries";
}
