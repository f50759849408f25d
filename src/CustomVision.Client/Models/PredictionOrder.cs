namespace CustomVision.Models;

/// <summary>The order of a list of stored predictions.</summary>
public enum PredictionOrder
{
    /// <summary>Latest first.</summary>
    Newest,

    /// <summary>Earliest first.</summary>
    Oldest,

    /// <summary>Predictions that would improve the model most as training images first.</summary>
    Suggested,
}
