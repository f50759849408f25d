using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CustomVision.Api;
using CustomVision.Models;
using CustomVision.Uploads;

namespace CustomVision.Benches.Module;

internal static class BackupKillBench
{
    public const string Usage =
        """
        backup-kill: backs up a project with tags, regions and metadata while requests fail (429, 503, dropped and cut-off downloads) and the
        process is killed (SIGKILL) at random moments, and then restores it to another service in the same way. Afterwards
        both projects must be equal in everything that the API shows, apart from ids and times, and each image stored once. Ends with 1
        when anything is wrong.

          --images N   how many (3000)
          --kills N      of the backup, and as many of the restore (10)
          --seed N       of the moments and faults (1)
        """;

    private const int ImageSize = 1024;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 3_000);
        var kills = arguments.Number("--kills", 10);
        var seed = arguments.Number("--seed", 1);
        arguments.End();

        using var images = ImageFolder.Make(count, ImageSize);
        using var source = await ServiceProcess.StartAsync(onDisk: true);
        using var target = await ServiceProcess.StartAsync(onDisk: true);
        var folder = Directory.CreateTempSubdirectory("backup-bench-");
        try
        {
            var projectId = await MakeAsync(source, images);
            await AddFaultsAsync(source, seed);
            var random = new Random(seed);
            Console.WriteLine("run      killed after   exit");
            var path = await RunKilledAsync("backup", () => BackupChild.Backup(source, projectId, folder.FullName), kills, random);
            await AddFaultsAsync(target, seed);
            var restored = Guid.Parse(await RunKilledAsync("restore", () => BackupChild.Restore(target, "restored", path), kills, random));
            Console.WriteLine($"faults met: backup {await MetAsync(source)}, restore {await MetAsync(target)}");
            await source.RemoveFaultsAsync();
            await target.RemoveFaultsAsync();

            var expected = await DescribeAsync(source, projectId);
            var found = await DescribeAsync(target, restored);
            List<string> mistakes = [.. expected.Except(found).Select(line => $"missing: {line}"), .. found.Except(expected).Select(line => $"not in the source: {line}")];
            if (found.Count != found.Distinct().Count() || found.Count != expected.Count)
                mistakes.Add($"{found.Count:N0} lines instead of {expected.Count:N0}");
            var projects = await target.Client.Training.GetProjectsAsync();
            if (projects.Count != 1)
                mistakes.Add($"the target has {projects.Count} projects");
            return Mistakes.Report(mistakes, $"{count:N0} images, {kills} kills of the backup and {kills} of the restore: both projects are equal");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The first run that is not killed in time ends the work. Its duration bounds the moments of the kills.
    private static async Task<string> RunKilledAsync(string name, Func<Process> start, int kills, Random random)
    {
        var longest = TimeSpan.FromSeconds(1.5);
        for (var killed = 0; ;)
        {
            using var child = start();
            var output = child.StandardOutput.ReadToEndAsync();
            var errors = child.StandardError.ReadToEndAsync();
            var ended = child.WaitForExitAsync();
            var moment = TimeSpan.FromSeconds(0.15 + (random.NextDouble() * longest.TotalSeconds));
            if (killed < kills)
                await Task.WhenAny(ended, Task.Delay(moment));
            if (killed < kills && !ended.IsCompleted)
            {
                child.Kill();
                await ended;
                Console.WriteLine($"{name,-8}{moment.TotalSeconds,10:0.00} s   kill {++killed}");
                continue;
            }

            await ended;
            Console.WriteLine($"{name,-8}{"",14}{child.ExitCode,4}");
            if (child.ExitCode != 0)
                throw new InvalidOperationException($"The {name} ended with {child.ExitCode}: {await errors}");
            if (killed < kills)
                throw new InvalidOperationException($"The {name} was over after {killed} kills. Use more images.");
            return (await output).Split('\n')[0];
        }
    }

    private static async Task<Guid> MakeAsync(ServiceProcess service, ImageFolder images)
    {
        var api = service.Client.Training;
        var domain = (await api.GetDomainsAsync()).First(domain => domain is { IsObjectDetection: true, Name: "General" });
        var project = await api.CreateProjectAsync(new NewProject("source") { Description = "all kinds", DomainId = domain.Id });
        var tags = new List<Guid>();
        foreach (var name in (string[])["one", "two", "three"])
            tags.Add((await api.CreateTagAsync(project.Id, name, $"the {name}")).Id);
        using var uploader = new ImageUploader(service.Client, project.Id, Uploader.RequireStored);
        await Uploader.UploadAsync(uploader, images.Files.Select((file, i) => new ImageUpload(file, [])
        {
            Regions = [.. Enumerable.Range(0, i % 4).Select(part => new RegionUpload
            {
                TagId = tags[part % 3],
                Box = new BoundingBox { Left = part * 0.1, Top = i % 7 * 0.1, Width = 0.25, Height = 0.3 },
            })],
            Metadata = i % 5 == 0 ? new Dictionary<string, string> { ["shift"] = i % 2 == 0 ? "night" : "day" } : new Dictionary<string, string>(),
        }));
        return project.Id;
    }

    private static async Task AddFaultsAsync(ServiceProcess service, int seed)
    {
        JsonObject[] rules =
        [
            new() { ["operation"] = "DownloadImage", ["status"] = 429, ["retryAfter"] = 1, ["probability"] = 0.001 },
            new() { ["operation"] = "DownloadImage", ["status"] = 503, ["probability"] = 0.003 },
            new() { ["operation"] = "DownloadImage", ["drop"] = "beforeBody", ["probability"] = 0.003 },
            new() { ["operation"] = "DownloadImage", ["truncate"] = true, ["probability"] = 0.003 },
            new() { ["operation"] = "Get*", ["status"] = 503, ["probability"] = 0.05 },
            new() { ["operation"] = "Get*", ["drop"] = "afterBody", ["probability"] = 0.05 },
            new() { ["operation"] = "CreateImages*", ["status"] = 429, ["retryAfter"] = 1, ["probability"] = 0.05 },
            new() { ["operation"] = "CreateImages*", ["drop"] = "afterBody", ["probability"] = 0.1 },
        ];
        for (var i = 0; i < rules.Length; i++)
        {
            rules[i]["seed"] = seed * rules.Length + i;
            await service.AddFaultAsync(rules[i]);
        }
    }

    private static async Task<int> MetAsync(ServiceProcess service) => (await service.FaultsAsync()).Sum(rule => rule["met"]!.GetValue<int>());

    /// <summary>Everything that the API shows, apart from ids and times; an image is known by its content.</summary>
    private static async Task<List<string>> DescribeAsync(ServiceProcess service, Guid projectId)
    {
        var api = service.Client.Training;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var project = await api.GetProjectAsync(projectId);
        var lines = new List<string> { $"project {project.Description}|{project.Settings!.DomainId}|{project.Settings.ClassificationType}" };
        lines.AddRange((await api.GetTagsAsync(projectId)).Tags.Select(tag => $"tag {tag.Name}|{tag.Description}|{tag.Type}|{tag.ImageCount}"));
        var images = api.GetImages(projectId, new ImageFilter { PageSize = ImageFilter.LargestPage });
        while (await images.NextPageAsync() is { } page)
            foreach (var image in page)
            {
                var content = Convert.ToHexString(SHA256.HashData(await http.GetByteArrayAsync(new Uri(image.OriginalImageUri!))));
                var tags = string.Join(",", image.Tags.Select(tag => tag.TagName).Order(StringComparer.Ordinal));
                var regions = string.Join(";", image.Regions.Select(region => string.Create(
                    CultureInfo.InvariantCulture, $"{region.TagName} {region.Left} {region.Top} {region.Width} {region.Height}")).Order(StringComparer.Ordinal));
                var metadata = string.Join(";", image.Metadata.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
                lines.Add($"image {content}|{image.Width}|{image.Height}|{tags}|{regions}|{metadata}");
            }

        return lines;
    }
}
