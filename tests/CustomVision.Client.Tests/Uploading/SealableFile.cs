using System.ComponentModel;
using System.Runtime.InteropServices;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>A file in the memory of Linux that from some moment on refuses to be written, as one on a full disk does.</summary>
internal sealed partial class SealableFile : IDisposable
{
    private const uint AllowSealing = 2; // MFD_ALLOW_SEALING
    private const int AddSeals = 1033; // F_ADD_SEALS
    private const int AgainstGrowing = 4; // F_SEAL_GROW

    private readonly int descriptor = Succeeded(MakeMemoryFile("journal", AllowSealing));

    public string Path => $"/proc/self/fd/{descriptor}";

    public void Seal() => Succeeded(Control(descriptor, AddSeals, AgainstGrowing));

    public void Dispose() => Succeeded(Close(descriptor));

    private static int Succeeded(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
