using CustomVision.Http;
using CustomVision.Local;
using CustomVision.PowerShell.LocalServices;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>Starts a local service and connects the session to it. The service ends with this process.</summary>
[Cmdlet(VerbsLifecycle.Start, "CVLocalService", DefaultParameterSetName = "Data", SupportsShouldProcess = true)]
[OutputType(typeof(LocalService))]
public sealed class StartLocalServiceCommand : AsyncCommand
{
    private const string ChooseAnotherFolder = "Choose another folder with -DataPath; -InMemory needs no folder.";

    /// <summary>The data folder. Default: CustomVision in the local application data of the user.</summary>
    [Parameter(Position = 0, ParameterSetName = "Data")]
    [ValidateNotNullOrEmpty]
    public string? DataPath { get; set; }

    /// <summary>Keeps all data in memory.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Memory")]
    public SwitchParameter InMemory { get; set; }

    /// <summary>The port, from 1 to 65535. Default: 0, a free port.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>Doesn't change the session's connection.</summary>
    [Parameter]
    public SwitchParameter NoConnect { get; set; }

    /// <summary>The origins of web pages whose scripts may use the service, such as http://localhost:8080. Default: none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidatePattern("^https?://[^/?#@\\s]+/?$")]
    public string[]? AllowOrigin { get; set; }

    /// <summary>The version of the API that the connection uses: 1.0 to 3.4-preview. The service answers all versions. Default: VISION_API_VERSION or 3.3.</summary>
    [Parameter]
    [ValidateSet("1.0", "3.0", "3.1", "3.2", "3.3", "3.4-preview")]
    public string? ApiVersion { get; set; }

    /// <summary>The limits: F0, S0 or None.</summary>
    [Parameter]
    [Alias("QuotaProfile")]
    public QuotaProfile Profile { get; set; }

    /// <summary>How trainings run: Real, Instant, Seconds, Polls or Fail.</summary>
    [Parameter]
    public TrainingMode TrainingMode { get; set; }

    /// <summary>The number of seconds or polls.</summary>
    [Parameter]
    [ValidateRange(0.0, 1_000_000.0)]
    public double TrainingAmount { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var folder = InMemory ? null : FindDataFolder();
        string[] arguments = [.. folder is null ? ["--in-memory"] : new[] { "--data", folder }, "--port", $"{Port}", .. SettingOptions()];
        if (!ShouldProcess(folder ?? "in memory", "Start local service"))
            return;
        var version = FindVersion();
        try
        {
            Run(async token =>
            {
                var process = ServiceProcess.Start(arguments);
                var service = await WaitUntilReadyAsync(process, version, token).ConfigureAwait(false);
                await OnPipelineAsync(() => OnStarted(service)).ConfigureAwait(false);
            });
        }
        catch (ServiceModuleMissingException missing)
        {
            ThrowTerminatingError(Errors.LocalServiceMissing(missing));
        }
        catch (RuntimeMissingException exception)
        {
            ThrowTerminatingError(Errors.RuntimeMissing(exception));
        }
        catch (Exception cause) when (cause is InvalidOperationException or System.ComponentModel.Win32Exception or IOException)
        {
            ThrowTerminatingError(Errors.LocalServiceFailed(
                cause, folder, $"{ChooseAnotherFolder} Specify another port with -Port, or omit it to use a free port."));
        }
    }

    private static async Task<LocalService> WaitUntilReadyAsync(ServiceProcess process, ApiVersion version, CancellationToken token)
    {
        try
        {
            return ReadyMessage.Read(await process.ReadyAsync(token).ConfigureAwait(false), process, version);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    private void OnStarted(LocalService service)
    {
        StartedServices.Add(service);
        if (!NoConnect)
            SessionConnection.Set(service.Connection);
        WriteObject(service);
    }

    private IEnumerable<string> SettingOptions()
    {
        foreach (var origin in AllowOrigin ?? [])
            yield return $"--allow-origin={origin}";
        if (IsBound(nameof(Profile)))
            yield return $"--profile={Profile}";
        if (Training() is { } training)
            yield return $"--training={TrainingParameters.ToOption(training)}";
    }

    private TrainingBehaviour? Training()
    {
        TrainingMode? mode = IsBound(nameof(TrainingMode)) ? TrainingMode : null;
        try
        {
            return TrainingParameters.ToBehavior(mode, IsBound(nameof(TrainingAmount)) ? TrainingAmount : null, message: null);
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(Errors.BadArgument(exception, mode));
            throw; // Not reached, because ThrowTerminatingError throws.
        }
    }

    private ApiVersion FindVersion()
    {
        try
        {
            return SessionConnection.FindVersion(ApiVersion);
        }
        catch (EnvironmentVariableException exception)
        {
            ThrowTerminatingError(Errors.BadEnvironment(exception));
            throw; // Not reached, because ThrowTerminatingError throws.
        }
    }

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private string FindDataFolder()
    {
        try
        {
            if (DataPath is not null)
                return FilePaths.ResolveFolder(this, DataPath);
            var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
            if (home.Length == 0)
                throw new DirectoryNotFoundException("The user has no folder for application data.");
            return Path.Combine(home, "CustomVision");
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(Errors.BadArgument(new ArgumentException($"'{DataPath}' is not a valid folder: {exception.Message}", exception), DataPath));
            throw; // Not reached, because ThrowTerminatingError throws.
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(Errors.LocalServiceFailed(cause, DataPath, ChooseAnotherFolder));
            throw; // Not reached, because ThrowTerminatingError throws.
        }
    }
}
