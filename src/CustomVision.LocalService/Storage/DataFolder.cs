using System.Globalization;

namespace CustomVision.LocalService.Storage;

/// <summary>The folder that everything lives in, held by one service at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
        WasLeftInDisorder = held.Length > 0;
        held.SetLength(0);
        held.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        held.Flush();
    }

    public string Path { get; }

    /// <summary>Whether the service before this one was ended without a chance to tidy up.</summary>
    public bool WasLeftInDisorder { get; }

    public string Database => System.IO.Path.Combine(Path, "store.db");

    /// <summary>For deletions on a full disk.</summary>
    public DiskReserve Reserve => new(System.IO.Path.Combine(Path, "reserve"));

    public string Incoming => System.IO.Path.Combine(Path, "incoming");

    public string Packs => System.IO.Path.Combine(Path, "packs");

    public string Images => System.IO.Path.Combine(Path, "images");

    /// <exception cref="StoreException">Another service holds the folder, or it cannot be written to.</exception>
    public static DataFolder Hold(string path)
    {
        try
        {
            path = System.IO.Path.GetFullPath(path);
            CreatePrivate(path);
            Directory.CreateDirectory(System.IO.Path.Combine(path, "incoming"));
            Directory.CreateDirectory(System.IO.Path.Combine(path, "packs"));
            Directory.CreateDirectory(System.IO.Path.Combine(path, "images"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StoreException($"The data folder {path} cannot be used: {error.Message}", error);
        }

        try
        {
            var file = System.IO.Path.Combine(path, "lock");
            // Unbuffered, so that letting go of it does not write once more what could not be written.
            var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            try
            {
                return new DataFolder(path, held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (IOException error) when (!StorageFailure.IsFull(error))
        {
            throw new StoreException(
                $"The data folder {path} is in use by another local service. Stop that one, or name another folder.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data folder {path} cannot be used: {error.Message}", error);
        }
    }

    /// <summary>A folder that was there at the start and is not any more; null when there is none.</summary>
    public string? FindMissing() => Array.Find([Incoming, Packs, Images], folder => !Directory.Exists(folder));

    /// <summary>Notes that all is tidy, so that the next service need not look.</summary>
    public void LeaveInOrder() => held.SetLength(0);

    public void Dispose() => held.Dispose();

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
