namespace CustomVision.LocalService.Fetching;

/// <summary>There is no picture to be had from a URL; the message says why, for the log.</summary>
internal sealed class SourceException(string message, Exception? inner = null) : Exception(message, inner);
