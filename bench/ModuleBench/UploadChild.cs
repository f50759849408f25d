using System.Diagnostics;
using System.Globalization;
using CustomVision.Http;
using CustomVision.Uploads;

namespace CustomVision.Benches.Module;

/// <summary>
/// This program as a process that only uploads, so that it can be measured and killed. The key comes in the environment,
/// as it does for users, and not on the command line, which everybody can read.
/// </summary>
internal static class UploadChild
{
    public const string Name = "upload";

    private const string KeyVariable = "VISION_TRAINING_KEY";

    /// <param name="service">Where to.</param>
    /// <param name="projectId">Into which project.</param>
    /// <param name="folder">What is to be uploaded.</param>
    /// <param name="count">How many files of the folder.</param>
    /// <param name="journal">The journal; null for none, and then there are no tags either.</param>
    public static Process Start(ServiceProcess service, Guid projectId, ImageFolder folder, int count, string? journal = null)
    {
        var program = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(UploadChild).Assembly.Location] : [];
        var start = new ProcessStartInfo(
            program,
            [
                .. self,
                Name,
                service.Endpoint.ToString(),
                projectId.ToString(),
                folder.Path,
                $"{count}",
                .. journal is null ? [] : new[] { journal },
            ])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[KeyVariable] = service.TrainingKey;
        return Process.Start(start)!;
    }

    /// <summary>Uploads, and prints the peak of its resident set in bytes.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var client = new CustomVisionClient(
            new CustomVisionConnection(new Uri(arguments[0]), Secret.From(Environment.GetEnvironmentVariable(KeyVariable)!)));
        var journal = arguments.Length > 4 ? arguments[4] : null;
        var count = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        var options = new ImageUploaderOptions { JournalPath = journal, CreateTags = true };
        using var uploader = new ImageUploader(client, Guid.Parse(arguments[1]), Uploader.RequireStored, options);

        // Not a list: 50,000 paths would be measured, too.
        var files = Directory.EnumerateFiles(arguments[2]).Take(count);
        await Uploader.UploadAsync(uploader, files.Select(file => journal is null ? new ImageUpload(file, []) : TagSets.Tagged(file)));
        if (uploader.Counters.Done != count)
            throw new InvalidOperationException($"{uploader.Counters.Done} results for {count} images.");

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(self.PeakWorkingSet64);
        return 0;
    }
}
