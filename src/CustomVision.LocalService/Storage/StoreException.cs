namespace CustomVision.LocalService.Storage;

/// <summary>The store cannot be opened, for a reason that a person can do something about.</summary>
internal sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
