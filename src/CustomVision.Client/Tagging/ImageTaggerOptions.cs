using CustomVision.Sending;

namespace CustomVision.Tagging;

/// <summary>How an <see cref="ImageTagger"/> makes its requests.</summary>
public sealed record ImageTaggerOptions : SendingOptions;
