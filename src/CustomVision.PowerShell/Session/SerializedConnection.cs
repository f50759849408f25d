using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using CustomVision.Http;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.LocalServices;

namespace CustomVision.PowerShell.Session;

/// <summary>
/// The hidden properties with which PowerShell serializes a connection. They contain the keys only where PowerShell encrypts
/// SecureStrings: in the data of jobs and remote sessions, and on Windows also in files. On other platforms, Export-Clixml
/// writes SecureStrings as plain text.
/// </summary>
public static class SerializedConnection
{
    // The type that serializes the data of jobs and remote sessions. With another implementation of PowerShell, keys are left out.
    private const string RemoteSerializer = "System.Management.Automation.Remoting.Fragmentor";

    /// <summary>The training key, or null.</summary>
    public static SecureString? TrainingKey(PSObject instance) => Protect(((CustomVisionConnection)instance.BaseObject).GetTrainingKey());

    /// <summary>The prediction key, or null.</summary>
    public static SecureString? PredictionKey(PSObject instance) => Protect(((CustomVisionConnection)instance.BaseObject).GetPredictionKey());

    /// <summary>The access token, or null.</summary>
    public static SecureString? AccessToken(PSObject instance) => Protect(((CustomVisionConnection)instance.BaseObject).GetAccessToken());

    private static SecureString? Protect(Secret? secret) => secret is not null && IsEncrypted() ? secret.ToSecureString() : null;

    private static bool IsEncrypted() =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
        || new StackTrace().GetFrames().Any(frame => frame.GetMethod()?.DeclaringType?.FullName == RemoteSerializer);
}

/// <summary>
/// Converts a deserialized connection, such as one in a job, and a local service to a connection. Keys that were left out are
/// read from the environment variables.
/// </summary>
public sealed class ConnectionConverter : ArgumentConverter
{
    /// <inheritdoc/>
    private protected override object Convert(object value)
    {
        var source = PSObject.AsPSObject(value);
        if (source.BaseObject is LocalService service)
            return service.Connection;
        if (!source.TypeNames.Contains($"Deserialized.{typeof(CustomVisionConnection).FullName}"))
            throw new ArgumentException($"'{value}' is not a connection. Get-CVConnection and Connect-CVService -PassThru return one.");
        var connection = new CustomVisionConnection(
            Value<Uri>("TrainingEndpoint"),
            Key("Training", SessionConnection.TrainingKeyFromEnvironment),
            Value<Uri>("PredictionEndpoint"),
            Key("Prediction", SessionConnection.PredictionKeyFromEnvironment),
            Value<SecureString>("SerializedAccessToken") is { } token ? Secret.From(token) : null,
            Value<TimeSpan?>("Timeout"),
            Value<int?>("MaxRetry"),
            Value<TimeSpan?>("RetryTimeout"))
        {
            Source = Value<string>("Source"),
            Version = Value<string>("Version") is { } version ? ApiVersion.Parse(version) : ApiVersion.Default,
            PredictionResourceId = Value<string>("PredictionResourceId"),
        };
        return Value<bool>("UsesManagedIdentity") ? connection.WithManagedIdentity(Value<string>("IdentityClientId")) : connection;

        Secret? Key(string kind, Func<Secret?> fromEnvironment) =>
            Value<SecureString>($"Serialized{kind}Key") is { } key ? Secret.From(key)
            : Value<bool>($"Has{kind}Key") ? fromEnvironment()
            : null;

        T? Value<T>(string name) => LanguagePrimitives.ConvertTo<T>(source.Properties[name]?.Value);
    }
}
