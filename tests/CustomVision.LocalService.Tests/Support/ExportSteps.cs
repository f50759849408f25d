using System.IO.Compression;
using System.Text.Json.Nodes;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>Exports models over HTTP.</summary>
internal static class ExportSteps
{
    private const string Training = "/customvision/v3.3/training/projects";

    /// <summary>The files of an export, by their names.</summary>
    public static async Task<Dictionary<string, byte[]>> ExportModelAsync(this TestService service, string project, string iteration, string platform) =>
        FilesOf(await service.DownloadModelAsync(project, iteration, platform));

    public static Dictionary<string, byte[]> FilesOf(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var content = entry.Open();
            var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return bytes.ToArray();
        });
    }

    public static async Task<byte[]> DownloadModelAsync(this TestService service, string project, string iteration, string platform)
    {
        var export = await service.EndExportAsync(project, iteration, platform);
        Assert.Equal("Done", (string)export["status"]!);
        return await service.Client.GetByteArrayAsync((string)export["downloadUri"]!, TestService.Cancel);
    }

    /// <summary>Starts an export and waits for its end.</summary>
    public static async Task<JsonNode> EndExportAsync(this TestService service, string project, string iteration, string platform)
    {
        var export = await service.JsonAsync("POST", $"{Training}/{project}/iterations/{iteration}/export?platform={platform}");
        while ((string)export["status"]! == "Exporting")
        {
            await Task.Delay(10, TestService.Cancel);
            export = (await service.JsonAsync("GET", $"{Training}/{project}/iterations/{iteration}/export")).AsArray()
                .Single(one => (string)one!["platform"]! == (string)export["platform"]! && (string?)one["flavor"] == (string?)export["flavor"])!;
        }
        return export;
    }
}
