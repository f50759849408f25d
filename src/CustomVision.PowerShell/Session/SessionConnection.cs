using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using CustomVision.Http;

namespace CustomVision.PowerShell.Session;

/// <summary>
/// The connection that cmdlets use without -Connection: the one that was set in this runspace, or the one that the environment
/// variables describe. Parallel workers have their own runspaces.
/// </summary>
internal static class SessionConnection
{
    public const string FromEnvironment = "environment";

    // The Microsoft quickstarts use these names.
    private const string TrainingEndpoint = "VISION_TRAINING_ENDPOINT";
    private const string TrainingKey = "VISION_TRAINING_KEY";
    private const string PredictionEndpoint = "VISION_PREDICTION_ENDPOINT";
    private const string PredictionKey = "VISION_PREDICTION_KEY";
    private const string PredictionResource = "VISION_PREDICTION_RESOURCE_ID";

    // The quickstarts have no variable for the version.
    private const string ApiVersionVariable = "VISION_API_VERSION";

    private static readonly ConditionalWeakTable<Runspace, CustomVisionConnection> Connections = new();

    /// <summary>Returns the connection of the session, the connection of the environment variables, or null.</summary>
    /// <exception cref="EnvironmentVariableException">An environment variable contains an invalid URL or key.</exception>
    public static CustomVisionConnection? Find() =>
        Runspace.DefaultRunspace is { } runspace && Connections.TryGetValue(runspace, out var connection) ? connection : Environment();

    public static void Set(CustomVisionConnection connection)
    {
        Clear();
        Connections.Add(Runspace.DefaultRunspace, connection);
    }

    public static void Clear() => Connections.Remove(Runspace.DefaultRunspace);

    /// <summary>Removes a connection if it is the connection of the session.</summary>
    public static void Clear(CustomVisionConnection connection)
    {
        if (Connections.TryGetValue(Runspace.DefaultRunspace, out var current) && ReferenceEquals(current, connection))
            Clear();
    }

    /// <summary>Returns the connection of the environment variables, or null if they specify no endpoint.</summary>
    /// <exception cref="EnvironmentVariableException">A variable contains an invalid URL or key. The message names the variable.</exception>
    public static CustomVisionConnection? Environment()
    {
        var training = Endpoint(TrainingEndpoint);
        var prediction = Endpoint(PredictionEndpoint);
        return training is null && prediction is null
            ? null
            : new CustomVisionConnection(training, Key(TrainingKey), prediction, Key(PredictionKey))
            {
                Source = FromEnvironment,
                Version = FindVersion(),
                PredictionResourceId = PredictionResourceFromEnvironment(),
            };
    }

    /// <exception cref="EnvironmentVariableException">The variable contains an invalid key.</exception>
    public static Secret? TrainingKeyFromEnvironment() => Key(TrainingKey);

    /// <exception cref="EnvironmentVariableException">The variable contains an invalid key.</exception>
    public static Secret? PredictionKeyFromEnvironment() => Key(PredictionKey);

    /// <summary>The specified version, the version of the environment variable, or the default.</summary>
    /// <exception cref="EnvironmentVariableException">The variable contains no version.</exception>
    public static ApiVersion FindVersion(string? specified = null) =>
        specified is not null ? ApiVersion.Parse(specified) : Read(ApiVersionVariable, ApiVersion.Parse) ?? ApiVersion.Default;

    /// <exception cref="EnvironmentVariableException">The variable contains no id of a resource.</exception>
    public static string? PredictionResourceFromEnvironment() => Read(PredictionResource, Http.PredictionResource.Parse);

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
        catch (ArgumentException exception)
        {
            throw new EnvironmentVariableException($"The environment variable {variable} is invalid: {exception.Message}", exception);
        }
    }
}

/// <summary>An environment variable contains an invalid value.</summary>
internal sealed class EnvironmentVariableException(string message, Exception cause) : ArgumentException(message, cause);
