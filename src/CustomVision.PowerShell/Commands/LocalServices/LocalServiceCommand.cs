using CustomVision.Http;
using CustomVision.Local;
using CustomVision.PowerShell.LocalServices;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>The base class of cmdlets that work only with a local service.</summary>
public abstract class LocalServiceCommand : ServiceCommand
{
    private LocalServiceClient? local;
    private CustomVisionConnection? localConnection;

    private protected LocalServiceCommand()
    {
    }

    /// <summary>The local service as an object from Start-CVLocalService. Default: the service of the connection.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public LocalService? Service { get; set; }

    private protected override CustomVisionConnection? SpecifiedConnection => Service?.Connection ?? base.SpecifiedConnection;

    /// <summary>The address of the service, for -WhatIf and errors.</summary>
    private protected Uri LocalEndpoint => TrainingConnection.TrainingEndpoint!;

    /// <summary>Runs an asynchronous body with the local service of the current input.</summary>
    /// <param name="target">The target object of the error.</param>
    /// <param name="work">The asynchronous body.</param>
    private protected void RunForLocalService(object target, Func<LocalServiceClient, CancellationToken, Task> work)
    {
        var connection = TrainingConnection; // The connection of the session is available only on the pipeline thread.
        if (local is null || !ReferenceEquals(connection, localConnection))
            (local, localConnection) = (new LocalServiceClient(connection, TraceAsync, TraceAsync), connection);
        var client = local;
        RunFor(target, token => work(client, token));
    }
}
