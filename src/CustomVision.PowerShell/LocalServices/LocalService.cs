using System.Security;
using CustomVision.Http;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>A local service that this process started.</summary>
public sealed class LocalService
{
    internal LocalService(ServiceProcess process, Uri endpoint, string trainingKey, string predictionKey, string? dataPath, ApiVersion version)
    {
        Process = process;
        Endpoint = endpoint;
        TrainingKey = Secret.From(trainingKey).ToSecureString();
        PredictionKey = Secret.From(predictionKey).ToSecureString();
        DataPath = dataPath;
        Connection = new CustomVisionConnection(endpoint, Secret.From(trainingKey), endpoint, Secret.From(predictionKey))
        {
            Source = "Start-CVLocalService",
            Version = version,
        };
    }

    /// <summary>The address of the service, for Connect-CVService and any other client.</summary>
    public Uri Endpoint { get; }

    /// <summary>The training key. ConvertFrom-SecureString -AsPlainText shows it.</summary>
    public SecureString TrainingKey { get; }

    /// <summary>The prediction key.</summary>
    public SecureString PredictionKey { get; }

    /// <summary>The process id.</summary>
    public int ProcessId => Process.Id;

    /// <summary>The data folder, or null if the data is in memory.</summary>
    public string? DataPath { get; }

    /// <summary>Whether the process is running.</summary>
    public bool IsRunning => Process.IsRunning;

    /// <summary>The connection for the -Connection parameter of the cmdlets.</summary>
    public CustomVisionConnection Connection { get; }

    internal ServiceProcess Process { get; }

    /// <inheritdoc/>
    public override string ToString() => Endpoint.ToString();
}
