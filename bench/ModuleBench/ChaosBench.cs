using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Uploads;

namespace CustomVision.Benches.Module;

internal static class ChaosBench
{
    public const string Usage =
        """
        chaos: uploads while one request in ten fails (429 with and without Retry-After, 500, 503, 408, connection dropped
        before and after the request was carried out), the others answer in another order, and the service is killed and
        restarted on the same data in the middle. Afterwards the results must be one an image, in order, all stored; and
        the service, asked by listing and fetching every image, must hold each once, with its tags. Ends with 1 when
        anything is wrong.

          --images N     how many (10000); their four sets of tags take turns
          --batch-size N   images in a request (16, so that there are enough requests for every fault to strike)
          --seed N         of the faults (1)
        """;

    private const int ImageSize = 1024;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 10_000);
        var batchSize = arguments.Number("--batch-size", 16);
        var seed = arguments.Number("--seed", 1);
        arguments.End();

        using var images = ImageFolder.Make(count, ImageSize);
        using var service = await ServiceProcess.StartAsync(onDisk: true);
        var project = await service.Client.Training.CreateProjectAsync(new NewProject("chaos"));
        await AddFaultsAsync(service, seed);

        var faults = new List<JsonNode>();
        var results = new List<ImageCreateResult>();
        var retries = new ConcurrentBag<RetryRecord>();
        var options = new ImageUploaderOptions { BatchSize = batchSize, CreateTags = true };
        var client = new CustomVisionClient(service.Client.Connection, onRetry: retry =>
        {
            retries.Add(retry);
            return Task.CompletedTask;
        });
        using var uploader = new ImageUploader(client, project.Id, TakeAsync, options);
        Task? restart = null;
        var clock = Stopwatch.StartNew();
        await Uploader.UploadAsync(uploader, images.Files.Select(TagSets.Tagged));
        var elapsed = clock.Elapsed;
        await (restart ?? throw new InvalidOperationException("The service was never restarted."));
        faults.AddRange(await service.FaultsAsync());
        await service.RemoveFaultsAsync();

        Console.WriteLine($"{count:N0} images in {elapsed.TotalSeconds:0.0} s, {batchSize} in a request");
        Print("fault", faults.SelectMany(rule => Enumerable.Repeat(Faults.Describe(rule), rule["met"]!.GetValue<int>())));
        Print("status", results.Select(result => result.Status));
        Print("sent", results.Select(result => $"{result.Attempts}x"));
        Print("retry", retries.Select(Reason));

        string[] mistakes =
        [
            .. WrongResults(images.Files, results),
            .. await new Inventory(service, project.Id).MistakesAsync(images.Files),
        ];
        return Mistakes.Report(mistakes, $"{count:N0} results, in order, all stored; the service holds each image once, with its tags");

        // Beside the upload, which goes on meanwhile: nobody waits for a service that crashes.
        Task TakeAsync(ImageCreateResult result)
        {
            results.Add(result);
            if (results.Count == count / 2)
                restart = Task.Run(async () =>
                {
                    faults.AddRange(await service.FaultsAsync());
                    await service.CrashAndRestartAsync();
                    await AddFaultsAsync(service, seed + 1);
                });
            return Task.CompletedTask;
        }
    }

    private static async Task AddFaultsAsync(ServiceProcess service, int seed)
    {
        foreach (var rule in Faults.OneInTen(seed))
            await service.AddFaultAsync(rule);
        await service.AddFaultAsync(Faults.Disorder());
    }

    private static IEnumerable<string> WrongResults(IReadOnlyList<string> files, List<ImageCreateResult> results)
    {
        if (results.Count != files.Count)
            yield return $"{results.Count:N0} results";
        foreach (var (file, result) in files.Zip(results))
            if (result.Path != file)
                yield return $"{Path.GetFileName(file)}: in its place came {Path.GetFileName(result.Path)}";
            else if (!result.IsStored)
                yield return $"{Path.GetFileName(file)}: {result.Status} {result.Message}";
    }

    private static string Reason(RetryRecord retry) => retry.Reason switch
    {
        ServiceErrorException refusal => $"{(int)refusal.StatusCode}{(refusal.RetryAfter is null ? "" : " with Retry-After")}",
        _ => "no answer",
    };

    private static void Print(string title, IEnumerable<string> values)
    {
        foreach (var (value, count) in values.CountBy(value => value).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Console.WriteLine($"  {title,-8}{value,-24}{count,8:N0}");
    }
}
