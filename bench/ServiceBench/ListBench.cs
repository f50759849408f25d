using System.Diagnostics;

namespace CustomVision.Benches.Service;

internal static class ListBench
{
    public const string Usage =
        """
        list: how long the service takes for a page of 50 among many images on disk, at the start, in the middle and at the
        end of each list: by its own log, and as the caller sees it. Goal: at most 10 ms at the median, by its log, for every
        one. Takes a minute or two.

          --images N   how many (100000), small ones
          --repeats N    how often each page is asked for (50)
        """;

    private const int Page = 50;
    private const double Goal = 10;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 100_000, least: 2 * Page);
        var repeats = arguments.Number("--repeats", 50);
        arguments.End();

        using var service = await ServiceProcess.StartAsync(onDisk: true);
        using var project = await TrainingProject.CreateAsync(service, "list");
        var (all, half) = (await project.CreateTagAsync("all"), await project.CreateTagAsync("half"));
        await FillAsync(count / 2, all);
        await FillAsync(count - count / 2, all, half);

        Console.WriteLine($"a page of {Page} among {count:N0} images, medians of {repeats} in ms");
        Console.WriteLine();
        Console.WriteLine("                                        skip        at the service   at the caller");
        Console.WriteLine("                                                 first    median          median");
        var worst = Math.Max(
            Math.Max(await ListAsync("images/tagged/all?", count), await ListAsync($"images/tagged?tagIds={all}&", count)),
            Math.Max(await ListAsync($"images/tagged?tagIds={half}&", count - count / 2), await ListAsync($"images/tagged?tagIds={all}&tagIds={half}&", count)));
        // Without their tags, the same images are in the list of those that have none.
        await project.DeleteTagAsync(all);
        await project.DeleteTagAsync(half);
        worst = Math.Max(worst, await ListAsync("images/untagged?", count));
        Verdict.AtMost(worst, Goal, "ms at the median for the slowest page");
        return worst <= Goal ? 0 : 1;

        async Task FillAsync(int images, params string[] tags)
        {
            using var sending = new Sending(project.UploadAddress(tags), service.TrainingKey, senders: 4);
            var random = new Random(images + tags.Length);
            await sending.AllAsync(Batches.Of(images, 64, () => TinyImage.OfSize(TinyImage.Smallest, random)).Select(Batches.Form));
        }

        async Task<double> ListAsync(string list, int length)
        {
            var slowest = 0.0;
            foreach (var order in (string[])["Newest", "Oldest"])
                foreach (var skip in (int[])[0, length / 2, length - Page])
                {
                    await service.ForgetRequestsAsync();
                    var times = new List<double>();
                    for (var i = 0; i < repeats; i++)
                    {
                        var clock = Stopwatch.StartNew();
                        var page = await project.GetAsync($"{list}orderBy={order}&take={Page}&skip={skip}");
                        times.Add(clock.Elapsed.TotalMilliseconds);
                        if (page.AsArray().Count != Page)
                            throw new InvalidOperationException($"A page of {page.AsArray().Count}.");
                    }
                    var durations = await service.DurationsAsync();
                    var atService = Statistics.Median(durations);
                    slowest = Math.Max(slowest, atService);
                    var name = list.Split("Ids=").Length switch { 1 => list[..^1], var parts => $"{list[..list.IndexOf('?')]} with {parts - 1} tag{(parts > 2 ? "s" : "")}" };
                    Console.WriteLine($"{name,-28}{order,-8}{skip,8:N0}{durations[0],10:0.00}{atService,10:0.00}{Statistics.Median(times),16:0.00}");
                }
            return slowest;
        }
    }
}
