using System.Diagnostics;

namespace CustomVision.Benches.Service;

internal static class KillBench
{
    public const string Usage =
        """
        kill: kills the service (SIGKILL) at random moments while several senders upload to it, and starts it again on the
        same data. Each time: every image that was ever answered with OK must be listed with its tags, those of the last
        round must be served byte for byte; SQLite's integrity check must pass; and no file may be there that no row refers
        to. At the end all images are fetched. Ends with 1 when anything is wrong. Takes about five minutes.

          --kills N     how many (100)
          --seed N      of the moments, the images and their tags (1)
          --senders N   how many requests are under way at once (4)
          --longest MS  the latest moment of a kill, after the senders begin (1500)
        """;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var kills = arguments.Number("--kills", 100);
        var seed = arguments.Number("--seed", 1);
        var senders = arguments.Number("--senders", 4);
        var longest = arguments.Number("--longest", 1_500);
        arguments.End();

        var moments = new Random(seed);
        using var service = await ServiceProcess.StartAsync(onDisk: true);
        using var project = await TrainingProject.CreateAsync(service, "kill");
        string[] tags = [await project.CreateTagAsync("alder"), await project.CreateTagAsync("birch"), await project.CreateTagAsync("cedar")];
        var uploads = Enumerable.Range(0, senders).Select(number => new EndlessUpload(service, project, tags, new Random(seed * 1000 + number))).ToArray();
        var mistakes = new List<string>();
        var unanswered = 0;
        var all = new Dictionary<string, StoredImage>();
        var clock = Stopwatch.StartNew();
        for (var kill = 1; kill <= kills; kill++)
        {
            var rounds = uploads.Select(upload => Task.Run(upload.UntilGoneAsync)).ToArray();
            await Task.Delay(moments.Next(longest));
            service.Crash();
            var round = (await Task.WhenAll(rounds)).SelectMany(answered => answered).ToArray();
            unanswered += senders;
            foreach (var image in round)
                all.Add(image.Id, image);
            await service.RestartAsync();

            mistakes.AddRange((await StoreCheck.MistakesAsync(service, project, all, round)).Select(mistake => $"after kill {kill}: {mistake}"));
            if (kill % 10 == 0)
                Console.WriteLine($"kill {kill,4}: {all.Count,8:N0} images answered with OK, {mistakes.Count} mistakes");
        }

        mistakes.AddRange(await StoreCheck.MistakesAsync(service, project, all, all.Values));
        Console.WriteLine(
            $"{kills} kills in {clock.Elapsed.TotalSeconds:0} s: {all.Count:N0} images answered with OK, {unanswered:N0} requests under way when it was killed,"
            + $" of which {await StoreCheck.CountAsync(project) - all.Count:N0} images are stored that nobody was told of");
        return Mistakes.Report(mistakes, "all that was answered is there with its tags, the database is whole, no file is without a row");
    }
}
