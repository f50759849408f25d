using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using CustomVision.Http;

namespace CustomVision.PowerShell.Session;

/// <summary>
/// The connection that cmdlets use when none is given: what Connect-CVService set in this runspace, else what the
/// environment says. Parallel workers are runspaces of their own; they see the first only when it is handed to them.
/// </summary>
internal static class SessionConnection
{
    public const string FromEnvironment = "environment";

    // The names that Microsoft's own quickstarts use.
    private const string TrainingEndpoint = "VISION_TRAINING_ENDPOINT";
    private const string TrainingKey = "VISION_TRAINING_KEY";
    private const string PredictionEndpoint = "VISION_PREDICTION_ENDPOINT";
    private const string PredictionKey = "VISION_PREDICTION_KEY";

    private static readonly ConditionalWeakTable<Runspace, CustomVisionConnection> Connections = new();

    /// <summary>The session's connection, or the environment's, or null.</summary>
    /// <exception cref="BadVariableException">The environment holds an address or key that cannot be used.</exception>
    public static CustomVisionConnection? Find() =>
        Runspace.DefaultRunspace is { } runspace && Connections.TryGetValue(runspace, out var connection) ? connection : Environment();

    public static void Set(CustomVisionConnection connection)
    {
        Clear();
        Connections.Add(Runspace.DefaultRunspace, connection);
    }

    public static void Clear() => Connections.Remove(Runspace.DefaultRunspace);

    /// <summary>Forgets a connection, if it is the session's.</summary>
    public static void Clear(CustomVisionConnection connection)
    {
        if (Connections.TryGetValue(Runspace.DefaultRunspace, out var current) && ReferenceEquals(current, connection))
            Clear();
    }

    /// <summary>What the environment says, or null when it names no endpoint.</summary>
    /// <exception cref="BadVariableException">An address or key that cannot be used; the message names the variable.</exception>
    public static CustomVisionConnection? Environment()
    {
        var training = Endpoint(TrainingEndpoint);
        var prediction = Endpoint(PredictionEndpoint);
        return training is null && prediction is null
            ? null
            : new CustomVisionConnection(training, Key(TrainingKey), prediction, Key(PredictionKey)) { Source = FromEnvironment };
    }

    /// <summary>A connection for this session; keys that are not given come from the environment.</summary>
    /// <exception cref="ArgumentException">An address or key that cannot be used.</exception>
    public static CustomVisionConnection Describe(
        Uri? training, Secret? trainingKey, Uri? prediction, Secret? predictionKey, Secret? accessToken, TimeSpan timeout) =>
        new(
            training,
            trainingKey ?? (accessToken is null ? Key(TrainingKey) : null),
            prediction,
            predictionKey ?? (accessToken is null ? Key(PredictionKey) : null),
            accessToken,
            timeout)
        { Source = "Connect-CVService" };

    private static Uri? Endpoint(string variable) =>
        Read(variable, text => new CustomVisionConnection(new Uri(text, UriKind.RelativeOrAbsolute)).TrainingEndpoint!);

    private static Secret? Key(string variable) => Read(variable, Secret.From);

    private static T? Read<T>(string variable, Func<string, T> parse)
        where T : class
    {
        var text = System.Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return parse(text);
        }
        catch (ArgumentException problem)
        {
            throw new BadVariableException($"The environment variable {variable} cannot be used: {problem.Message}", problem);
        }
    }
}

/// <summary>An environment variable holds what cannot be used.</summary>
internal sealed class BadVariableException(string message, Exception cause) : ArgumentException(message, cause);
