using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>ONNX Runtime has no library for some platforms, and the network may be damaged.</summary>
public sealed class OtherPlatformTests
{
    [Fact]
    public async Task Without_a_library_for_the_platform_training_says_so_and_all_else_works()
    {
        using var folder = CopyService();
        foreach (var library in Directory.GetFiles(folder.Path, "*onnxruntime.*", SearchOption.AllDirectories).Where(file => file.Contains("native", StringComparison.Ordinal)))
            File.Delete(library);
        // The list of files, as it is for a platform that the package doesn't support.
        var list = Path.Combine(folder.Path, "CustomVision.LocalService.deps.json");
        var assets = JsonNode.Parse(await File.ReadAllTextAsync(list, TestService.Cancel))!;
        foreach (var (name, package) in assets["targets"]!.AsObject().Single().Value!.AsObject())
            if (name.StartsWith("Microsoft.ML.OnnxRuntime/", StringComparison.Ordinal))
                package!.AsObject().Remove("runtimeTargets");
        await File.WriteAllTextAsync(list, assets.ToJsonString(), TestService.Cancel);

        var failure = await TrainAsync(folder.Path);

        Assert.StartsWith("The local service can't train or predict on ", failure, StringComparison.Ordinal);
        Assert.Contains("Linux with glibc (x64 or Arm64)", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_damaged_network_training_says_so()
    {
        using var folder = CopyService();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "network.onnx"), "no network", TestService.Cancel);

        Assert.EndsWith("network.onnx is missing or damaged. Install the local service again.", await TrainAsync(folder.Path), StringComparison.Ordinal);
    }

    /// <summary>Uploads images, trains, and returns the reason of the failure.</summary>
    private static async Task<string> TrainAsync(string folder)
    {
        using var service = await ServiceProcess.StartAsync(["--in-memory"], folder: folder);
        using var client = service.NewClient();
        var project = await JsonAsync("projects?name=a");
        foreach (var colour in new[] { "red", "green" })
        {
            var tag = await JsonAsync($"projects/{project["Id"]}/tags?name={colour}");
            using var form = TestService.Multipart(Enumerable.Range(0, 5).Select(_ => TrainingSteps.Coloured(colour)));
            var uploaded = await JsonAsync($"projects/{project["Id"]}/images/image?tagIds={tag["Id"]}", form);
            Assert.True((bool)uploaded["IsBatchSuccessful"]!);
        }
        var iteration = await JsonAsync($"projects/{project["Id"]}/train");
        while ((string)iteration["Status"]! == "Training")
            iteration = JsonNode.Parse(await client.GetStringAsync($"projects/{project["Id"]}/iterations/{iteration["Id"]}", TestService.Cancel))!;
        Assert.Equal("Failed", (string)iteration["Status"]!);
        return (string)iteration["TrainingErrorDetails"]!;

        async Task<JsonNode> JsonAsync(string path, HttpContent? content = null)
        {
            using var response = await client.PostAsync(path, content, TestService.Cancel);
            return JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestService.Cancel))!;
        }
    }

    /// <summary>Copies the service as shipped, with the native libraries for this platform.</summary>
    private static TemporaryFolder CopyService()
    {
        var folder = new TemporaryFolder();
        var from = Path.GetDirectoryName(ServiceProcess.Dll)!;
        var other = Directory.GetDirectories(Path.Combine(from, "runtimes"))
            .Where(platform => !System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier.StartsWith(Path.GetFileName(platform), StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => !other.Any(platform => file.StartsWith(platform + Path.DirectorySeparatorChar, StringComparison.Ordinal))))
        {
            var to = Path.Combine(folder.Path, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        return folder;
    }
}
