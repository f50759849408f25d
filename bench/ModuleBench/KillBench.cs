using System.Diagnostics;
using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Uploads;

namespace CustomVision.Benches.Module;

internal static class KillBench
{
    public const string Usage =
        """
        kill: kills the uploading process (SIGKILL) at random moments of one upload with a journal, and starts it again each
        time, against a service on disk. Afterwards the service must hold each image once, with its tags, and no more
        images may have been sent twice than one window of batches a kill. Ends with 1 when anything is wrong.

          --images N   how many (10000); their four sets of tags take turns
          --kills N      how many (20)
          --seed N       of the moments (1)
          --latency MS   added to every request (0)
        """;

    private const int ImageSize = 1024;
    private const double GuessedLine = 200;
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(2);

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 10_000);
        var kills = arguments.Number("--kills", 20);
        var random = new Random(arguments.Number("--seed", 1));
        var latency = arguments.Number("--latency", 0, least: 0);
        arguments.End();

        using var images = ImageFolder.Make(count, ImageSize);
        using var service = await ServiceProcess.StartAsync(onDisk: true);
        if (latency > 0)
            await service.AddFaultAsync(Faults.Latency(latency));
        var project = await service.Client.Training.CreateProjectAsync(new NewProject("kill"));
        var folder = Directory.CreateTempSubdirectory("upload-bench-journal-");
        try
        {
            var journal = Path.Combine(folder.FullName, "journal");
            var clock = Stopwatch.StartNew();
            var killed = 0;
            Console.WriteLine("run     journal  +sent twice");
            for (var before = new Acknowledged(0, 0); ;)
            {
                using var child = UploadChild.Start(service, project.Id, images, count, journal);
                var ended = child.WaitForExitAsync();
                if (killed < kills)
                    await Task.WhenAny(ended, AtRandomAsync(random, journal, before, count - before.Images, kills - killed, ended));
                var isKilled = killed < kills && !ended.IsCompleted;
                if (isKilled)
                    child.Kill();
                await ended;
                killed += isKilled ? 1 : 0;

                var after = Acknowledged.In(journal);
                Console.WriteLine($"{(isKilled ? $"kill {killed}" : "end"),-8}{after.Images,7:N0}{after.Duplicates - before.Duplicates,13:N0}");
                before = after;
                if (isKilled)
                    continue;
                if (child.ExitCode != 0)
                    throw new InvalidOperationException($"The upload ended with {child.ExitCode}.");
                break;
            }

            return await ReportAsync(clock.Elapsed);

            async Task<int> ReportAsync(TimeSpan elapsed)
            {
                var bound = killed * new RequestOptions().ThrottleLimit * new ImageUploaderOptions().BatchSize;
                var twice = await service.ImagesReceivedAsync() - count;
                var duplicates = Acknowledged.In(journal).Duplicates;
                Console.WriteLine($"{count:N0} images, {killed} kills, {elapsed.TotalSeconds:0.0} s");
                Console.WriteLine($"answered as OKDuplicate: {duplicates:N0}");
                Verdict.AtMost(twice, bound, "images received twice by the service");

                if (latency > 0)
                    await service.RemoveFaultsAsync();
                List<string> mistakes = [.. await new Inventory(service, project.Id).MistakesAsync(images.Files)];
                if (killed < kills)
                    mistakes.Add($"the upload was over after {killed} kills");
                if (twice > bound)
                    mistakes.Add("more were sent twice than one window of batches a kill");
                return Mistakes.Report(mistakes, "the service holds each image once, with its tags");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Waits for a moment that may be any: mostly by how far the upload is, so that the kills spread over all of it, and
    /// now and then soon after the start, while the journal is read.
    /// </summary>
    private static async Task AtRandomAsync(Random random, string journal, Acknowledged before, int left, int kills, Task ended)
    {
        if (random.Next(4) == 0)
        {
            await Task.Delay(random.Next(400));
            return;
        }

        var line = before.Images > 0 ? (double)new FileInfo(journal).Length / before.Images : GuessedLine;
        var target = (before.Images + random.NextDouble() * 1.8 * left / (kills + 1)) * line;
        while (!ended.IsCompleted && (!File.Exists(journal) || new FileInfo(journal).Length <= target))
            await Task.Delay(Watch);
        await Task.Delay(random.Next(30));
    }

    /// <summary>What a journal says the service has.</summary>
    private sealed record Acknowledged(int Images, int Duplicates)
    {
        public static Acknowledged In(string journal)
        {
            if (!File.Exists(journal))
                return new Acknowledged(0, 0);
            var lines = File.ReadAllText(journal).Split('\n')[..^1]; // the last is empty, or cut off
            return new Acknowledged(
                Math.Max(0, lines.Length - 1), lines.Count(line => line.Contains("\"OKDuplicate\"", StringComparison.Ordinal)));
        }
    }
}
