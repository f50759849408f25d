using CustomVision.Api;
using CustomVision.Http;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands;

/// <summary>The base class of cmdlets that send requests to the service.</summary>
public abstract class ServiceCommand : AsyncCommand
{
    private CustomVisionClient? trainingService;
    private CustomVisionClient? predictionService;
    private NameResolver? names;

    private protected ServiceCommand()
    {
    }

    /// <summary>The connection to use instead of the session's.</summary>
    [Parameter]
    [ValidateNotNull]
    public CustomVisionConnection? Connection { get; set; }

    /// <summary>The connection from a parameter, or null.</summary>
    private protected virtual CustomVisionConnection? SpecifiedConnection => Connection;

    /// <summary>The connection to the training service.</summary>
    private protected CustomVisionConnection TrainingConnection =>
        FindConnection(connection => connection.TrainingEndpoint is not null && (connection.HasTrainingKey || connection.HasAccessToken), Errors.NoTrainingKey);

    /// <summary>The operations of the training service.</summary>
    private protected ITrainingApi Client => TrainingService.Training;

    /// <summary>The client of the training service.</summary>
    private protected CustomVisionClient TrainingService => trainingService ??= NewClient(TrainingConnection);

    /// <summary>The client of the prediction service.</summary>
    private protected CustomVisionClient PredictionService => predictionService ??= NewClient(
        FindConnection(connection => connection.HasPredictionKey || connection.HasAccessToken, Errors.NoPredictionKey));

    /// <summary>Resolves names to ids. For use in an asynchronous body.</summary>
    private protected NameResolver Names => names ??= new NameResolver(Client);

    /// <summary>
    /// Runs an asynchronous body. An error that applies only to this input is non-terminating. An error that applies to every input ends
    /// the pipeline.
    /// </summary>
    /// <param name="target">The target object of the error.</param>
    /// <param name="work">The asynchronous body.</param>
    private protected void RunFor(object? target, Func<CancellationToken, Task> work)
    {
        _ = Client; // A missing connection is reported first.
        try
        {
            Run(work);
        }
        catch (CustomVisionException failure)
        {
            var record = Errors.From(failure, target);
            if (Errors.ConcernsAll(failure))
                ThrowTerminatingError(record);
            WriteError(record);
        }
        catch (NameResolutionException exception)
        {
            WriteError(Errors.From(exception));
        }
    }

    /// <summary>
    /// Runs an asynchronous body that all inputs depend on, such as resolving the project. Every error ends the pipeline.
    /// </summary>
    private protected T RunForAll<T>(object? target, Func<CancellationToken, Task<T>> work)
    {
        _ = Client;
        var result = default(T)!;
        try
        {
            Run(async token => result = await work(token).ConfigureAwait(false));
        }
        catch (CustomVisionException failure)
        {
            ThrowTerminatingError(Errors.From(failure, target));
        }
        catch (NameResolutionException exception)
        {
            ThrowTerminatingError(Errors.From(exception));
        }

        return result;
    }

    /// <summary>Writes an object. For use in an asynchronous body.</summary>
    private protected Task WriteAsync(object item)
    {
        KnownNames.Add(item);
        return OnPipelineAsync(() => WriteObject(item));
    }

    /// <summary>
    /// Writes the items that match one of the names, or all items. Writes an error for each name without wildcards that matches
    /// nothing.
    /// </summary>
    private protected async Task WriteNamedAsync<T>(IReadOnlyList<T> all, Func<T, NameOrId> nameOf, string[] names, string noun, string getCmdlet)
        where T : class
    {
        var wanted = names.Select(name => (Name: name, Pattern: WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant))).ToList();
        foreach (var item in all.Where(item => wanted.Count == 0 || wanted.Any(name => name.Pattern.IsMatch(nameOf(item).Name ?? ""))))
            await WriteAsync(item).ConfigureAwait(false);
        foreach (var (name, pattern) in wanted)
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !all.Any(item => pattern.IsMatch(nameOf(item).Name ?? "")))
                await OnPipelineAsync(() => WriteError(Errors.From(NameResolutionException.NotFound(name, noun, getCmdlet, all.Select(nameOf))))).ConfigureAwait(false);
    }

    /// <summary>The concurrency and retries of the requests. Default: the settings of the connection.</summary>
    private protected virtual RequestOptions RequestOptionsFor(CustomVisionConnection connection) => RequestOptions.For(connection);

    /// <summary>Creates a client for another connection than that of the cmdlet.</summary>
    private protected CustomVisionClient NewClient(CustomVisionConnection connection) => new(connection, RequestOptionsFor(connection), TraceAsync, TraceAsync);

    private CustomVisionConnection FindConnection(Func<CustomVisionConnection, bool> isSufficient, Func<ErrorRecord> missing)
    {
        try
        {
            if ((SpecifiedConnection ?? SessionConnection.Find()) is not { } connection)
                ThrowTerminatingError(Errors.NotConnected());
            else if (isSufficient(connection))
                return connection;
        }
        catch (EnvironmentVariableException exception)
        {
            ThrowTerminatingError(Errors.BadEnvironment(exception));
        }

        ThrowTerminatingError(missing());
        throw new PipelineStoppedException(); // Not reached, because ThrowTerminatingError throws.
    }
}
