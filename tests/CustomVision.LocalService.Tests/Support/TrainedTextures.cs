using CustomVision.Tests;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>A service with classifications of photographs, each trained once for the tests of a class.</summary>
public sealed class TrainedTextures : IAsyncLifetime
{
    private const string Training = "/customvision/v3.3/training/projects";

    private static readonly string[] Tags = ["brick", "grass", "gravel"];

    private readonly Dictionary<(string, string), (string Project, string Iteration)> trained = [];

    private readonly Dictionary<string, byte[]> exported = [];

    internal TestService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    /// <summary>The ids of a project of the type and domain, and of its iteration. The tests of a class run one after another.</summary>
    internal async Task<(string Project, string Iteration)> GetAsync(string type, string domain)
    {
        if (!trained.TryGetValue((type, domain), out var ids))
            trained.Add((type, domain), ids = await TrainAsync(type, domain));
        return ids;
    }

    /// <summary>The export of the iteration to ONNX, which an iteration has once.</summary>
    internal async Task<byte[]> ExportAsync(string type, string domain)
    {
        var (project, iteration) = await GetAsync(type, domain);
        if (!exported.TryGetValue(iteration, out var zip))
            exported.Add(iteration, zip = await Service.DownloadModelAsync(project, iteration, "ONNX"));
        return zip;
    }

    private async Task<(string Project, string Iteration)> TrainAsync(string type, string domain)
    {
        var project = (string)(await Service.JsonAsync("POST", $"{Training}?name=exported&classificationType={type}&domainId={domain}"))["id"]!;
        foreach (var tag in Tags)
        {
            var id = (string)(await Service.JsonAsync("POST", $"{Training}/{project}/tags?name={tag}"))["id"]!;
            var images = Directory.GetFiles(Path.Combine(Repository.Textures, "train", tag), "*.jpg").Order().Take(5).Select(File.ReadAllBytes);
            await Service.JsonAsync("POST", $"{Training}/{project}/images?tagIds={id}", TestService.Multipart(images));
        }
        var iteration = (string)(await Service.JsonAsync("POST", $"{Training}/{project}/train"))["id"]!;
        while ((string)(await Service.JsonAsync("GET", $"{Training}/{project}/iterations/{iteration}"))["status"]! == "Training")
            await Task.Delay(10, TestService.Cancel);
        return (project, iteration);
    }
}
