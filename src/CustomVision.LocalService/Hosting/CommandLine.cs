using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CustomVision.LocalService.Faults;
using CustomVision.LocalService.Fetching;
using CustomVision.LocalService.Quotas;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Hosting;

internal static class CommandLine
{
    public const string Usage =
        """
        Serves the Custom Vision API on this machine, at 127.0.0.1 only unless --bind says otherwise.

        usage: CustomVision.LocalService (--data DIR | --in-memory) [options]

          --data DIR            keep everything in this folder; it is made when it is missing
          --in-memory           keep everything in memory, until the service ends
          --port N              listen on this port; 0, the default, takes a free one
          --bind ADDRESS        listen at this address of the machine, where others can reach it; it needs both keys,
                                with at least 32 characters each, and is not encrypted
          --training-key K      ask for this training key; by default, a random one
          --prediction-key K    ask for this prediction key; by default, a random one
          --owner PID           end when this process ends; Ctrl+C is then left to the owner
          --allow-url-host HOST[:PORT]
                                fetch images from URLs of this host too, and not from this machine only;
                                may be given several times
          --fault JSON          let requests go wrong by this rule, as POST /_local/faults takes it, from the start;
                                may be given several times
          --profile NAME        have the limits of a pricing tier: F0 or S0; None, the default, has no limits
          --training MODE       real, the default: trains in the background; instant: answers when it is trained; seconds:N
                                and polls:N: has the status Training for N seconds or N polls; fail: does not train, and fails
          --log-level LEVEL     what goes to stderr, a line of JSON each: trace, debug, information (one per request),
                                warning (the default), error, critical, none
          --help                show this, and end

        When it is ready, it writes one line of JSON to stdout: endpoint, trainingKey, predictionKey, processId, dataPath.
        """;

    private const int MinOpenKeyLength = 32;

    /// <summary>Null when the arguments ask for help.</summary>
    /// <exception cref="FormatException">They cannot be understood, or contradict each other.</exception>
    public static LocalServiceOptions? Parse(IReadOnlyList<string> arguments)
    {
        var repeatable = new Dictionary<string, List<string>> { ["--allow-url-host"] = [], ["--fault"] = [] };
        var given = Split(arguments, repeatable);
        if (given.ContainsKey("--help"))
            return null;

        var data = given.GetValueOrDefault("--data");
        if (data is not null == given.ContainsKey("--in-memory"))
            throw new FormatException("Give one of --data and --in-memory.");

        var options = new LocalServiceOptions
        {
            Port = Number(given, "--port", 0, ushort.MaxValue) ?? 0,
            BindAddress = Address(given),
            DataPath = data,
            TrainingKey = Key(given, "--training-key"),
            PredictionKey = Key(given, "--prediction-key"),
            OwnerProcessId = Number(given, "--owner", 1, int.MaxValue),
            AllowedUrlHosts = repeatable["--allow-url-host"].ConvertAll(host => Read("--allow-url-host", host, AllowedHost.Parse)),
            Faults = repeatable["--fault"].ConvertAll(json => Read("--fault", new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(json)), FaultRuleReader.Read)),
            Settings = new ServiceSettings(
                given.GetValueOrDefault("--profile") is { } profile ? Read("--profile", profile, QuotaProfile.Parse) : QuotaProfile.None,
                given.GetValueOrDefault("--training") is { } training ? Read("--training", training, SettingsReader.Training) : TrainingBehaviour.Real),
            LogLevel = Level(given),
        };
        if (options.TrainingKey == options.PredictionKey)
            throw new FormatException("The two keys must differ.");
        // Whoever opens it has to hand the keys on, and should have thought about them.
        if (options.IsOpenToOthers && !Array.TrueForAll(["--training-key", "--prediction-key"], name => given.GetValueOrDefault(name)?.Length >= MinOpenKeyLength))
            throw new FormatException(
                $"--bind to an address other than that of loopback needs --training-key and --prediction-key, of at least {MinOpenKeyLength} characters each.");
        return options;
    }

    private static IPAddress Address(Dictionary<string, string?> given)
    {
        if (!given.TryGetValue("--bind", out var text))
            return IPAddress.Loopback;
        // It has to be an address: names mean what the network says.
        return IPAddress.TryParse(text, out var address)
            ? address
            : throw new FormatException("--bind needs an address, such as 192.0.2.1, 0.0.0.0 or ::.");
    }

    private static Dictionary<string, string?> Split(IReadOnlyList<string> arguments, Dictionary<string, List<string>> repeatable)
    {
        var given = new Dictionary<string, string?>();
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, value) = arguments[index].Split('=', 2) is [var before, var after] ? (before, after) : (arguments[index], null);
            switch (name)
            {
                case "--help" or "--in-memory" when value is null:
                    break;
                case "--data" or "--port" or "--training-key" or "--prediction-key" or "--owner" or "--log-level" or "--allow-url-host" or "--fault"
                    or "--profile" or "--training" or "--bind":
                    value ??= index + 1 < arguments.Count ? arguments[++index] : throw new FormatException($"{name} needs a value.");
                    if (value.Length == 0)
                        throw new FormatException($"{name} needs a value.");
                    break;
                default:
                    // The name only: what follows may be a key.
                    throw new FormatException($"There is no option {name}.");
            }
            if (repeatable.TryGetValue(name, out var values))
                values.Add(value!);
            else if (!given.TryAdd(name, value))
                throw new FormatException($"{name} is given twice.");
        }
        return given;
    }

    private static int? Number(Dictionary<string, string?> given, string name, int least, int most)
    {
        if (!given.TryGetValue(name, out var text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} needs a number from {least} to {most}.");
    }

    private static string Key(Dictionary<string, string?> given, string name)
    {
        if (!given.TryGetValue(name, out var key))
            return RandomNumberGenerator.GetHexString(32, lowercase: true);
        return key!.All(character => character is > ' ' and < '\x7f')
            ? key!
            : throw new FormatException($"{name} needs visible ASCII characters; a header cannot carry others.");
    }

    private static TResult Read<TText, TResult>(string name, TText text, Func<TText, TResult> read)
    {
        try
        {
            return read(text);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{name} cannot be read. {error.Message}", error);
        }
    }

    private static LogLevel Level(Dictionary<string, string?> given) => given.GetValueOrDefault("--log-level")?.ToUpperInvariant() switch
    {
        // By default the log is quiet: a parent that does not read stderr would otherwise stop the service when the pipe is full.
        null or "WARNING" => LogLevel.Warning,
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFORMATION" => LogLevel.Information,
        "ERROR" => LogLevel.Error,
        "CRITICAL" => LogLevel.Critical,
        "NONE" => LogLevel.None,
        _ => throw new FormatException("--log-level needs one of trace, debug, information, warning, error, critical, none."),
    };
}
