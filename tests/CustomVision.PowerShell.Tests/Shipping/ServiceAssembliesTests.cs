using System.Text.Json;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Shipping;

/// <summary>The local service ships with all that it refers to, and with nothing else.</summary>
public sealed class ServiceAssembliesTests
{
    private static readonly string Folder = Path.Combine(Repository.ServiceModule, "service");

    [Fact]
    public void Each_assembly_of_the_service_is_referred_to_and_none_is_missing()
    {
        var inTheBox = AssemblyReferences.InTheBox();
        var reached = new HashSet<string>();
        // Microsoft.Data.Sqlite looks for the second by its name.
        var waiting = new Queue<string>(["CustomVision.LocalService", "SQLitePCLRaw.batteries_v2"]);
        while (waiting.TryDequeue(out var name))
        {
            if (!reached.Add(name))
                continue;
            var file = Path.Combine(Folder, $"{name}.dll");
            Assert.True(File.Exists(file), $"service/{name}.dll is missing.");
            foreach (var reference in AssemblyReferences.Of(file).Select(reference => reference.Name!).Where(reference => !inTheBox.Contains(reference)))
                waiting.Enqueue(reference);
        }

        Assert.Equal(reached.Order(), AssemblyReferences.Dlls(Folder).Select(dll => Path.GetFileNameWithoutExtension(dll)).Order());
    }

    [Theory]
    [InlineData("win-x64", "libSkiaSharp.dll", "e_sqlite3.dll", "onnxruntime.dll")]
    [InlineData("win-x86", "libSkiaSharp.dll", "e_sqlite3.dll")]
    [InlineData("win-arm64", "libSkiaSharp.dll", "e_sqlite3.dll", "onnxruntime.dll")]
    [InlineData("linux-x64", "libSkiaSharp.so", "libe_sqlite3.so", "libonnxruntime.so")]
    [InlineData("linux-arm", "libSkiaSharp.so", "libe_sqlite3.so")]
    [InlineData("linux-arm64", "libSkiaSharp.so", "libe_sqlite3.so", "libonnxruntime.so")]
    [InlineData("linux-musl-x64", "libSkiaSharp.so", "libe_sqlite3.so")]
    [InlineData("osx", "libSkiaSharp.dylib")]
    [InlineData("osx-x64", "libe_sqlite3.dylib")]
    [InlineData("osx-arm64", "libe_sqlite3.dylib", "libonnxruntime.dylib")]
    public void A_platform_that_PowerShell_7_runs_on_has_its_native_libraries_and_nothing_else(string platform, params string[] libraries) =>
        Assert.Equal(
            libraries.Order(),
            Directory.GetFiles(Path.Combine(Folder, "runtimes", platform), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)).Order());

    [Fact]
    public void There_are_no_libraries_for_other_platforms() =>
        Assert.Equal(10, Directory.GetDirectories(Path.Combine(Folder, "runtimes")).Length);

    [Fact]
    public void The_network_ships_in_a_compact_form() =>
        // 64 MB in Microsoft's package. The packed module, which a user downloads, stays below 120 MB.
        Assert.InRange(new FileInfo(Path.Combine(Folder, "network.onnx")).Length, 1_000_000, 20_000_000);

    [Fact]
    public void Each_native_library_that_NET_looks_for_ships()
    {
        // The host of .NET doesn't start a program when a file of this list is missing.
        using var list = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "CustomVision.LocalService.deps.json")));
        var platforms = Directory.GetDirectories(Path.Combine(Folder, "runtimes")).Select(folder => Path.GetFileName(folder)).ToHashSet();
        var expected = list.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject()
            .Where(package => package.Value.TryGetProperty("runtimeTargets", out _))
            .SelectMany(package => package.Value.GetProperty("runtimeTargets").EnumerateObject())
            .Where(file => platforms.Contains(file.Value.GetProperty("rid").GetString()!))
            .Select(file => file.Name);

        Assert.DoesNotContain(expected, file => !File.Exists(Path.Combine(Folder, file)));
    }
}
