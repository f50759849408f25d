using CustomVision.Local;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Commands.LocalServices;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.LocalFaults;

/// <summary>Adds a fault to a local service.</summary>
[Cmdlet(VerbsCommon.Add, "CVLocalFault", DefaultParameterSetName = DelaySet, SupportsShouldProcess = true)]
[OutputType(typeof(LocalFault))]
public sealed class AddLocalFaultCommand : LocalServiceCommand
{
    private const string StatusSet = "Status";
    private const string DropSet = "Drop";
    private const string TruncateSet = "Truncate";
    private const string ReorderSet = "Reorder";
    private const string DelaySet = "Delay";

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    /// <summary>The published name of the operation. The wildcards * and ? are accepted.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FaultOperationCompleter))]
    [ValidateNotNullOrEmpty]
    public string Operation { get; set; } = null!;

    /// <summary>The HTTP status to return without carrying out the request: 400 to 599, or from 200 with -Html.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = StatusSet)]
    [ArgumentCompleter(typeof(StatusCompleter))]
    [ValidateRange(200, 599)]
    public int Status { get; set; }

    /// <summary>The error code of the service. Without it, the error has the format of the gateway.</summary>
    [Parameter(ParameterSetName = StatusSet)]
    [ArgumentCompleter(typeof(ServiceCodeCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ServiceCode { get; set; }

    /// <summary>The text of the error.</summary>
    [Parameter(ParameterSetName = StatusSet)]
    [ValidateNotNullOrEmpty]
    public string? Message { get; set; }

    /// <summary>The value of the Retry-After header, in seconds.</summary>
    [Parameter(ParameterSetName = StatusSet)]
    [ValidateRange(0, 86400)]
    public int RetryAfter { get; set; }

    /// <summary>When to close the connection: before the request is read, or after it is carried out.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DropSet)]
    public FaultDrop Drop { get; set; }

    /// <summary>Carries out the request and cuts off the response.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TruncateSet)]
    public SwitchParameter Truncate { get; set; }

    /// <summary>Returns a web page instead of JSON.</summary>
    [Parameter(ParameterSetName = StatusSet)]
    public SwitchParameter Html { get; set; }

    /// <summary>Returns the results in a different order.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ReorderSet)]
    public SwitchParameter Reorder { get; set; }

    /// <summary>The delay before anything else, in seconds or as a TimeSpan of up to 10 minutes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DelaySet)]
    [Parameter(ParameterSetName = StatusSet)]
    [Parameter(ParameterSetName = DropSet)]
    [Parameter(ParameterSetName = TruncateSet)]
    [Parameter(ParameterSetName = ReorderSet)]
    [Seconds]
    public Seconds? Delay { get; set; }

    /// <summary>The number of requests before the fault expires. Default: no limit.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; }

    /// <summary>The share of requests that the fault applies to, from 0 to 1. Default: all.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Probability { get; set; }

    /// <summary>The random seed for -Probability and -Reorder. Default: a random seed.</summary>
    [Parameter]
    public int Seed { get; set; }

    /// <summary>How long the fault is active, in seconds or as a TimeSpan. Default: no limit.</summary>
    [Parameter]
    [Seconds]
    public Seconds? Duration { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // The service would count in milliseconds.
        if (Delay?.Value > LongestDelay)
            ThrowTerminatingError(Errors.BadArgument(
                new ArgumentException($"-Delay is at most {LongestDelay.TotalSeconds:0} seconds ({LongestDelay:c}). The specified delay is {Delay}."), Delay.Value));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var rule = new LocalFaultRule
        {
            Operation = Operation,
            Status = IsBound(nameof(Status)) ? Status : null,
            ServiceCode = ServiceCode,
            Message = Message,
            RetryAfter = IsBound(nameof(RetryAfter)) ? RetryAfter : null,
            Drop = IsBound(nameof(Drop)) ? Drop : null,
            Truncate = Truncate,
            Html = Html,
            Reorder = Reorder,
            Delay = Delay?.Value,
            Count = IsBound(nameof(Count)) ? Count : null,
            Probability = IsBound(nameof(Probability)) ? Probability : null,
            Seed = IsBound(nameof(Seed)) ? Seed : null,
            Duration = Duration?.Value,
        };
        if (ShouldProcess($"requests for {Operation} at {LocalEndpoint}", $"Add fault ({rule.Effect})"))
            RunForLocalService(Operation, async (local, token) => await WriteAsync(await local.AddFaultAsync(rule, token).ConfigureAwait(false)).ConfigureAwait(false));
    }

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
