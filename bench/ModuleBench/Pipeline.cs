using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace CustomVision.Benches.Module;

/// <summary>A session of PowerShell's engine that has imported the module as shipped. Endpoint and keys are in the environment, where the module looks.</summary>
internal sealed class Pipeline : IDisposable
{
    private readonly Runspace runspace;

    public Pipeline()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(Path.Combine(Checkout.Root, "out", "CustomVision", "CustomVision.psd1"));
        runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
    }

    /// <summary>The variables of the environment that connect a session to the service.</summary>
    public static IEnumerable<(string Name, string Value)> Connection(ServiceProcess service) =>
    [
        ("VISION_TRAINING_ENDPOINT", service.Endpoint.ToString()),
        ("VISION_TRAINING_KEY", service.TrainingKey),
        ("VISION_PREDICTION_ENDPOINT", service.Endpoint.ToString()),
        ("VISION_PREDICTION_KEY", service.PredictionKey),
    ];

    public Pipeline With(string name, object value)
    {
        runspace.SessionStateProxy.SetVariable(name, value);
        return this;
    }

    /// <exception cref="InvalidOperationException">It wrote an error.</exception>
    public IReadOnlyList<PSObject> Run(string script)
    {
        using var shell = PowerShell.Create(runspace);
        var output = shell.AddScript($"$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; {script}").Invoke();
        return shell.HadErrors ? throw new InvalidOperationException($"{shell.Streams.Error[0]}") : output;
    }

    public void Dispose() => runspace.Dispose();
}
