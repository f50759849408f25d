using CustomVision.Http;
using CustomVision.Local;
using CustomVision.PowerShell.LocalServices;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>A cmdlet that has a local service do what Azure's cannot.</summary>
public abstract class LocalServiceCommand : ServiceCommand
{
    private LocalServiceClient? local;
    private CustomVisionConnection? localConnection;

    private protected LocalServiceCommand()
    {
    }

    /// <summary>The local service, as Start-CVLocalService gives it. Default: the one that the connection leads to.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public LocalService? Service { get; set; }

    private protected override CustomVisionConnection? GivenConnection => Service?.Connection ?? base.GivenConnection;

    /// <summary>Where the service is, for what is shown with -WhatIf and in errors.</summary>
    private protected Uri LocalEndpoint => TrainingConnection.TrainingEndpoint!;

    /// <summary>Runs a body against the service that this input is meant for; failures are handled as everywhere.</summary>
    /// <param name="target">What the user gave, for the error.</param>
    /// <param name="work">The body.</param>
    private protected void RunLocally(object target, Func<LocalServiceClient, CancellationToken, Task> work)
    {
        var connection = TrainingConnection; // the session's can be found on the pipeline thread only
        if (local is null || !ReferenceEquals(connection, localConnection))
            (local, localConnection) = (new LocalServiceClient(connection, TraceAsync), connection);
        var client = local;
        RunFor(target, token => work(client, token));
    }
}
