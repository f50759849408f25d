using CustomVision.Local;
using CustomVision.PowerShell.LocalServices;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>
/// Starts a service on this machine that speaks the same API, and connects the session to it. It ends with this process.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "CVLocalService", DefaultParameterSetName = "Data", SupportsShouldProcess = true)]
[OutputType(typeof(LocalService))]
public sealed class StartLocalServiceCommand : AsyncCommand
{
    /// <summary>The folder to keep everything in. Default: CustomVision in the user's folder for application data.</summary>
    [Parameter(Position = 0, ParameterSetName = "Data")]
    [ValidateNotNullOrEmpty]
    public string? DataPath { get; set; }

    /// <summary>Keeps everything in memory: gone when the service ends.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Memory")]
    public SwitchParameter InMemory { get; set; }

    /// <summary>The port to listen on, 1 to 65535. Default: 0, a free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>Leaves the session's connection as it is.</summary>
    [Parameter]
    public SwitchParameter NoConnect { get; set; }

    /// <summary>Whose limits it keeps to: F0, S0, or None. Set-CVLocalService changes it.</summary>
    [Parameter]
    [Alias("QuotaProfile")]
    public QuotaProfile Profile { get; set; }

    /// <summary>How its trainings go: Real, Instant, Seconds, Polls or Fail. Set-CVLocalService changes it.</summary>
    [Parameter]
    public TrainingMode TrainingMode { get; set; }

    /// <summary>How many seconds or polls.</summary>
    [Parameter]
    [ValidateRange(0.0, 1_000_000.0)]
    public double TrainingAmount { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var folder = InMemory ? null : DataFolder();
        string[] arguments = [.. folder is null ? ["--in-memory"] : new[] { "--data", folder }, "--port", $"{Port}", .. Behaviour()];
        if (!ShouldProcess(folder ?? "in memory", "Start local service"))
            return;
        try
        {
            Run(async token =>
            {
                var process = ServiceProcess.Start(arguments);
                var service = await StartedAsync(process, token).ConfigureAwait(false);
                await OnPipelineAsync(() => Announce(service)).ConfigureAwait(false);
            });
        }
        catch (ServiceModuleMissingException missing)
        {
            ThrowTerminatingError(Errors.LocalServiceMissing(missing));
        }
        catch (RuntimeMissingException missing)
        {
            ThrowTerminatingError(Errors.RuntimeMissing(missing));
        }
        catch (Exception cause) when (cause is InvalidOperationException or System.ComponentModel.Win32Exception or IOException)
        {
            ThrowTerminatingError(Errors.LocalServiceFailed(
                cause, folder, "Choose another folder with -DataPath or another port with -Port; -InMemory needs no folder, and without -Port a free one is taken."));
        }
    }

    private static async Task<LocalService> StartedAsync(ServiceProcess process, CancellationToken token)
    {
        try
        {
            return ReadyMessage.Read(await process.ReadyAsync(token).ConfigureAwait(false), process);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    private void Announce(LocalService service)
    {
        StartedServices.Add(service);
        if (!NoConnect)
            SessionConnection.Set(service.Connection);
        WriteObject(service);
    }

    private IEnumerable<string> Behaviour()
    {
        if (Given(nameof(Profile)))
            yield return $"--profile={Profile}";
        if (Training() is { } training)
            yield return $"--training={TrainingParameters.ToOption(training)}";
    }

    private TrainingBehaviour? Training()
    {
        TrainingMode? mode = Given(nameof(TrainingMode)) ? TrainingMode : null;
        try
        {
            return TrainingParameters.ToBehavior(mode, Given(nameof(TrainingAmount)) ? TrainingAmount : null, message: null);
        }
        catch (ArgumentException problem)
        {
            ThrowTerminatingError(Errors.BadArgument(problem, mode));
            throw; // never reached: ThrowTerminatingError throws
        }
    }

    private bool Given(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private string DataFolder()
    {
        if (DataPath is not null)
            return GetUnresolvedProviderPathFromPSPath(DataPath);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return Path.Combine(home, "CustomVision");
    }
}
