namespace CustomVision.Models;

/// <summary>In which order stored predictions are listed.</summary>
public enum PredictionOrder
{
    /// <summary>The latest first.</summary>
    Newest,

    /// <summary>The earliest first.</summary>
    Oldest,

    /// <summary>First those that would teach the most if they were tagged and added to the training images.</summary>
    Suggested,
}
