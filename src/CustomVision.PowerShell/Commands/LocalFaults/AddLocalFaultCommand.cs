using CustomVision.Local;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Commands.LocalServices;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.LocalFaults;

/// <summary>Has requests to a local service go wrong, by a rule: which, how, and how often.</summary>
[Cmdlet(VerbsCommon.Add, "CVLocalFault", DefaultParameterSetName = Delayed, SupportsShouldProcess = true)]
[OutputType(typeof(LocalFault))]
public sealed class AddLocalFaultCommand : LocalServiceCommand
{
    private const string Refused = "Status";
    private const string Dropped = "Drop";
    private const string Truncated = "Truncate";
    private const string Reordered = "Reorder";
    private const string Delayed = "Delay";

    /// <summary>The published name of the operation; * and ? are wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OperationCompleter))]
    [ValidateNotNullOrEmpty]
    public string Operation { get; set; } = null!;

    /// <summary>The HTTP status to answer, and do nothing: 400 to 599, with -Html also from 200.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = Refused)]
    [ArgumentCompleter(typeof(StatusCompleter))]
    [ValidateRange(200, 599)]
    public int Status { get; set; }

    /// <summary>The service's own code of the error. Without it the error is one of the gateway.</summary>
    [Parameter(ParameterSetName = Refused)]
    [ArgumentCompleter(typeof(ServiceCodeCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ServiceCode { get; set; }

    /// <summary>The text of the error.</summary>
    [Parameter(ParameterSetName = Refused)]
    [ValidateNotNullOrEmpty]
    public string? Message { get; set; }

    /// <summary>What the header Retry-After says: whole seconds.</summary>
    [Parameter(ParameterSetName = Refused)]
    [ValidateRange(0, 86400)]
    public int RetryAfter { get; set; }

    /// <summary>When to break the connection: before the request is read, or after it was carried out.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Dropped)]
    public FaultDrop Drop { get; set; }

    /// <summary>Carries the request out and ends the answer in the middle.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Truncated)]
    public SwitchParameter Truncate { get; set; }

    /// <summary>Answers a web page instead of JSON.</summary>
    [Parameter(ParameterSetName = Refused)]
    public SwitchParameter Html { get; set; }

    /// <summary>Gives the results in another order.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Reordered)]
    public SwitchParameter Reorder { get; set; }

    /// <summary>How long to wait before anything else: seconds or a TimeSpan, at most 10 minutes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Delayed)]
    [Parameter(ParameterSetName = Refused)]
    [Parameter(ParameterSetName = Dropped)]
    [Parameter(ParameterSetName = Truncated)]
    [Parameter(ParameterSetName = Reordered)]
    [Seconds]
    public TimeSpan? Delay { get; set; }

    /// <summary>How many requests meet it before it is gone. Default: any number.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; }

    /// <summary>The share of the requests that meet it, 0 to 1. Default: all.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Probability { get; set; }

    /// <summary>Makes -Probability and -Reorder come out the same each time. Default: a new one.</summary>
    [Parameter]
    public int Seed { get; set; }

    /// <summary>How long it is in force: seconds or a TimeSpan. Default: until it is removed or the service ends.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Duration { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var rule = new LocalFaultRule
        {
            Operation = Operation,
            Status = Given(nameof(Status)) ? Status : null,
            ServiceCode = ServiceCode,
            Message = Message,
            RetryAfter = Given(nameof(RetryAfter)) ? RetryAfter : null,
            Drop = Given(nameof(Drop)) ? Drop : null,
            Truncate = Truncate,
            Html = Html,
            Reorder = Reorder,
            Delay = Delay,
            Count = Given(nameof(Count)) ? Count : null,
            Probability = Given(nameof(Probability)) ? Probability : null,
            Seed = Given(nameof(Seed)) ? Seed : null,
            Duration = Duration,
        };
        if (ShouldProcess($"requests for {Operation} at {LocalEndpoint}", $"Let go wrong ({rule.Effect})"))
            RunLocally(Operation, async (local, token) => await WriteAsync(await local.AddFaultAsync(rule, token).ConfigureAwait(false)).ConfigureAwait(false));
    }

    private bool Given(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
