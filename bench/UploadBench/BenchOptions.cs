using System.Globalization;

namespace UploadBench;

internal sealed record BenchOptions
{
    public const string Usage =
        """
        Uploads the same pictures to a local service, by turns through CustomVision's uploader and through a bare
        HttpClient that sends the same multipart requests, and prints pictures per second and their ratio.

        usage: dotnet run -c Release --project bench/UploadBench -- [options]

          --pictures N    how many pictures in a run (2000)
          --size BYTES    how large each is (20480)
          --repeats N     how many runs of each (6; even numbers let both go first equally often)
          --on-disk       let the service keep everything on disk instead of in memory
        """;

    public int Pictures { get; init; } = 2_000;

    public int Size { get; init; } = 20 * 1024;

    public int Repeats { get; init; } = 6;

    public bool OnDisk { get; init; }

    /// <exception cref="FormatException">They cannot be understood.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Count; i++)
            options = arguments[i] switch
            {
                "--pictures" => options with { Pictures = Number(++i) },
                "--size" => options with { Size = Number(++i) },
                "--repeats" => options with { Repeats = Number(++i) },
                "--on-disk" => options with { OnDisk = true },
                var other => throw new FormatException($"There is no option {other}."),
            };
        return options;

        int Number(int i) =>
            i < arguments.Count && int.TryParse(arguments[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new FormatException($"{arguments[i - 1]} needs a number.");
    }
}
