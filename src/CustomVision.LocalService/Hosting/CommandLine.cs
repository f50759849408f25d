using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Hosting;

/// <remarks>
/// System.CommandLine isn't used: it makes the start slower, and its errors repeat the arguments, which may be keys.
/// </remarks>
internal static class CommandLine
{
    public const string Usage =
        """
        Runs the Custom Vision API on this machine, on 127.0.0.1 only unless you specify --bind.

        usage: CustomVision.LocalService (--data DIR | --in-memory) [options]

          --data DIR            store everything in this folder; it is created if it doesn't exist
          --in-memory           store everything in memory until the service stops
          --port N              listen on this port; default 0: a free port
          --bind ADDRESS        listen on this address, so that other machines can connect; requires both keys with at
                                least 32 characters each; connections are not encrypted
          --training-key K      the training key; default: a random key
          --prediction-key K    the prediction key; default: a random key
          --owner PID           stop when this process ends; Ctrl+C is then left to the owner
          --allow-url-host HOST[:PORT]
                                allow images from URLs of this host, besides those of this machine; can be repeated
          --allow-origin ORIGIN allow scripts of web pages of this origin, such as http://localhost:8080; can be repeated
          --fault JSON          add a fault rule, in the format of POST /_local/faults; can be repeated
          --profile NAME        apply the limits of a pricing tier: F0 or S0; default None: no limits
          --training MODE       how training runs; real (default): in the background; instant: TrainProject waits for the end;
                                seconds:N or polls:N: the status is Training for N seconds or N polls; fail: training fails
          --log-level LEVEL     the log on stderr, one line of JSON per entry: trace, debug, information (one entry per
                                request), warning (default), error, critical, none
          --help                show this help and exit

        When the service is ready, it writes one line of JSON to stdout: endpoint, trainingKey, predictionKey, processId, dataPath.
        """;

    private const int MinOpenKeyLength = 32;

    private static readonly string[] Flags = ["--help", "--in-memory"];

    private static readonly string[] SingleOptions =
    [
        "--data", "--port", "--bind", "--training-key", "--prediction-key", "--owner", "--profile", "--training", "--log-level",
    ];

    private static readonly string[] RepeatableOptions = ["--allow-url-host", "--allow-origin", "--fault"];

    /// <summary>Returns null if the arguments ask for help.</summary>
    /// <exception cref="FormatException">An argument is not valid, or arguments contradict each other.</exception>
    public static LocalServiceOptions? Parse(IReadOnlyList<string> arguments)
    {
        var values = Split(arguments).ToLookup(option => option.Name, option => option.Value);
        if (values.Contains("--help"))
            return null;

        var data = Single("--data");
        if (data is not null == values.Contains("--in-memory"))
            throw new FormatException("Specify either --data or --in-memory.");

        var options = new LocalServiceOptions
        {
            Port = ParseNumber("--port", 0, ushort.MaxValue) ?? 0,
            BindAddress = ParseAddress(Single("--bind")),
            DataPath = data,
            TrainingKey = ParseKey("--training-key"),
            PredictionKey = ParseKey("--prediction-key"),
            OwnerProcessId = ParseNumber("--owner", 1, int.MaxValue),
            AllowedUrlHosts = [.. values["--allow-url-host"].Select(host => Validated("--allow-url-host", () => AllowedHost.Parse(host)))],
            AllowedOrigins = [.. values["--allow-origin"].Select(ParseOrigin)],
            Faults = [.. values["--fault"].Select(json => Validated("--fault", () => FaultRule.Parse(Encoding.UTF8.GetBytes(json))))],
            Settings = new ServiceSettings(
                Single("--profile") is { } profile ? Validated("--profile", () => QuotaProfile.Parse(profile)) : QuotaProfile.None,
                Single("--training") is { } training ? Validated("--training", () => TrainingBehaviour.Parse(training)) : TrainingBehaviour.Real),
            LogLevel = ParseLogLevel(Single("--log-level")),
        };
        if (options.TrainingKey == options.PredictionKey)
            throw new FormatException("The two keys must differ.");
        // A service that is open to other computers requires keys that the user chose.
        if (options.IsOpenToOthers && (Single("--training-key")?.Length ?? 0) is var length
            && Math.Min(length, Single("--prediction-key")?.Length ?? 0) < MinOpenKeyLength)
            throw new FormatException(
                $"With a --bind address other than loopback, specify --training-key and --prediction-key with at least {MinOpenKeyLength} characters each.");
        return options;

        string? Single(string name) => values[name].SingleOrDefault();

        int? ParseNumber(string name, int min, int max) => Single(name) is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
            : throw new FormatException($"{name} must be a number from {min} to {max}.");

        string ParseKey(string name) => Single(name) is not { } key ? RandomNumberGenerator.GetHexString(32, lowercase: true)
            : key.All(character => character is > ' ' and < '\x7f') ? key
            : throw new FormatException($"{name} must consist of visible ASCII characters, because a header can't have others.");
    }

    private static List<(string Name, string Value)> Split(IReadOnlyList<string> arguments)
    {
        var options = new List<(string Name, string Value)>();
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, value) = arguments[index].Split('=', 2) is [var before, var after] ? (before, after) : (arguments[index], null);
            if (SingleOptions.Contains(name) || RepeatableOptions.Contains(name))
                value ??= index + 1 < arguments.Count ? arguments[++index] : "";
            // Only the name: the rest may be a key.
            else if (!Flags.Contains(name) || value is not null)
                throw new FormatException($"{name} is not a valid option.");
            if (value?.Length == 0)
                throw new FormatException($"{name} requires a value.");
            if (!RepeatableOptions.Contains(name) && options.Exists(option => option.Name == name))
                throw new FormatException($"{name} can't be specified more than once.");
            options.Add((name, value ?? ""));
        }
        return options;
    }

    private static IPAddress ParseAddress(string? text) => text is null ? IPAddress.Loopback
        // Not a host name: the network decides what it resolves to.
        : IPAddress.TryParse(text, out var address) ? address
        : throw new FormatException("--bind must be an IP address, such as 192.0.2.1, 0.0.0.0 or ::.");

    /// <summary>Returns the origin as browsers send it.</summary>
    private static string ParseOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && text.TrimEnd('/').Count(letter => letter == '/') == 2 && url is { UserInfo: "", Query: "", Fragment: "" }
            ? url.GetLeftPart(UriPartial.Authority)
            : throw new FormatException("--allow-origin must be a scheme, a host and, if it isn't the default one, a port, such as http://localhost:8080.");

    private static LogLevel ParseLogLevel(string? text) => text switch
    {
        // By default the log is quiet: a full pipe would block the service if the parent process doesn't read stderr.
        null => LogLevel.Warning,
        _ when text.All(char.IsAsciiLetter) && Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) => level,
        _ => throw new FormatException("--log-level must be trace, debug, information, warning, error, critical or none."),
    };

    private static T Validated<T>(string name, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException error)
        {
            throw new FormatException($"{name} is not valid. {error.Message}", error);
        }
    }
}
