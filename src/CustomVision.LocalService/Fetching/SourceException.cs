namespace CustomVision.LocalService.Fetching;

/// <summary>There is no image to be had from a URL; the message says why, for the log.</summary>
internal sealed class SourceException(string message, Exception? inner = null) : Exception(message, inner);
