using System.Security;
using CustomVision.Http;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>A local service that this process has started.</summary>
public sealed class LocalService
{
    internal LocalService(ServiceProcess process, Uri endpoint, string trainingKey, string predictionKey, string? dataPath)
    {
        Process = process;
        Endpoint = endpoint;
        TrainingKey = Secure(trainingKey);
        PredictionKey = Secure(predictionKey);
        DataPath = dataPath;
        Connection = new CustomVisionConnection(endpoint, Secret.From(trainingKey), endpoint, Secret.From(predictionKey)) { Source = "Start-CVLocalService" };
    }

    /// <summary>The address it listens on, for Connect-CVService and any other client.</summary>
    public Uri Endpoint { get; }

    /// <summary>Its training key. ConvertFrom-SecureString -AsPlainText shows it.</summary>
    public SecureString TrainingKey { get; }

    /// <summary>Its prediction key.</summary>
    public SecureString PredictionKey { get; }

    /// <summary>The id of its process.</summary>
    public int ProcessId => Process.Id;

    /// <summary>The folder it keeps everything in; null when it keeps everything in memory.</summary>
    public string? DataPath { get; }

    /// <summary>Whether it is still running.</summary>
    public bool IsRunning => Process.IsRunning;

    /// <summary>The connection to it, for the -Connection parameter of every cmdlet.</summary>
    public CustomVisionConnection Connection { get; }

    internal ServiceProcess Process { get; }

    /// <inheritdoc/>
    public override string ToString() => Endpoint.ToString();

    private static SecureString Secure(string key)
    {
        var secure = new SecureString();
        foreach (var character in key)
            secure.AppendChar(character);
        secure.MakeReadOnly();
        return secure;
    }
}
