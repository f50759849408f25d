using System.Diagnostics;
using System.Globalization;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>
/// A file system of a few megabytes, which only those see who are started within it. It needs Linux, and the right to make a
/// namespace; <see cref="TryMountAsync"/> tells.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly Process holder;

    private SmallDisk(Process holder) => this.holder = holder;

    /// <summary>What to start a process with that is to see it.</summary>
    public string[] Within =>
        ["nsenter", "-t", holder.Id.ToString(CultureInfo.InvariantCulture), "-U", "-m", "--preserve-credentials", "--"];

    /// <param name="path">A folder, over which it is mounted.</param>
    /// <returns>Null where that cannot be done.</returns>
    public static async Task<SmallDisk?> TryMountAsync(string path, int kilobytes)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            var size = kilobytes.ToString(CultureInfo.InvariantCulture);
            // exec, so that the process that is ended is the one that holds the namespace.
            var holder = Process.Start(new ProcessStartInfo(
                "unshare", ["-rm", "sh", "-c", """mount -t tmpfs -o "size=$1k" small "$2" && echo mounted && exec cat""", "sh", size, path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (await holder.StandardOutput.ReadLineAsync(TestService.Cancel) == "mounted")
                return new SmallDisk(holder);
            holder.Dispose();
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public void Dispose()
    {
        holder.StandardInput.Close();
        holder.WaitForExit();
        holder.Dispose();
    }
}
