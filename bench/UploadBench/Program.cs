using System.Diagnostics;
using System.Runtime.InteropServices;
using CustomVision.Http;
using CustomVision.Training;
using UploadBench;

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (FormatException error)
{
    Console.Error.WriteLine($"{error.Message}\n\n{BenchOptions.Usage}");
    return 2;
}

using var pictures = PictureFolder.Make(options.Pictures, options.Size);
using var service = await ServiceProcess.StartAsync(options.OnDisk);
using var http = new HttpClient();
var client = new TrainingClient(new CustomVisionConnection(service.Endpoint, Secret.From(service.TrainingKey)));
var uploader = Contenders.Uploader(client);
var bare = Contenders.Bare(http, service);

Console.WriteLine($"{options.Pictures:N0} pictures of {new FileInfo(pictures.Files[0]).Length:N0} bytes, 64 in a request, one request at a time");
Console.WriteLine($"local service keeping them {(options.OnDisk ? "on disk" : "in memory")}; {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}");
Console.WriteLine();
Console.WriteLine("              uploader  bare     ratio     uploader  bare");
Console.WriteLine("run            pictures/s                CPU us/picture");

// A first run of each warms up both sides and the service, and does not count.
await RunAsync(uploader);
await RunAsync(bare);

var ours = new List<Run>();
var theirs = new List<Run>();
for (var run = 1; run <= options.Repeats; run++)
{
    // By turns, and first by turns: whatever else the machine does then meets both.
    if (run % 2 == 1)
        ours.Add(await RunAsync(uploader));
    theirs.Add(await RunAsync(bare));
    if (run % 2 == 0)
        ours.Add(await RunAsync(uploader));
    Print($"{run}", ours[^1], theirs[^1]);
}

Console.WriteLine();
Print("median", Run.Median(ours), Run.Median(theirs));
var ratios = ours.Zip(theirs, (our, their) => our.PicturesPerSecond / their.PicturesPerSecond).ToArray();
Console.WriteLine($"ratio of single runs: {ratios.Min():0.00} to {ratios.Max():0.00}, median {Run.Median(ratios):0.00}");
return 0;

// Each run has a project of its own, where none of the pictures is a duplicate.
async Task<Run> RunAsync(Contender upload)
{
    var project = await client.CreateProjectAsync("bench");
    GC.Collect();
    var processor = Environment.CpuUsage.TotalTime;
    var clock = Stopwatch.StartNew();
    await upload(project.Id, pictures.Files);
    var elapsed = clock.Elapsed;
    processor = Environment.CpuUsage.TotalTime - processor;

    var arrived = (await client.GetTagsAsync(project.Id)).TotalUntaggedImages;
    if (arrived != pictures.Files.Count)
        throw new InvalidOperationException($"{arrived} of {pictures.Files.Count} pictures arrived.");
    await client.DeleteProjectAsync(project.Id);
    return new Run(pictures.Files.Count / elapsed.TotalSeconds, processor.TotalMicroseconds / pictures.Files.Count);
}

static void Print(string name, Run our, Run their) =>
    Console.WriteLine(
        $"{name,-10}{our.PicturesPerSecond,12:N0}{their.PicturesPerSecond,8:N0}{our.PicturesPerSecond / their.PicturesPerSecond,8:0.00}"
        + $"{our.ProcessorPerPicture,13:N0}{their.ProcessorPerPicture,8:N0}");
