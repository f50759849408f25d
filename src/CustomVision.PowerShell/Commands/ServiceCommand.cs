using CustomVision.Http;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Session;
using CustomVision.Prediction;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands;

/// <summary>A cmdlet that speaks to the service.</summary>
public abstract class ServiceCommand : AsyncCommand
{
    private TrainingClient? client;
    private PredictionClient? predictionClient;
    private NameResolver? names;

    private protected ServiceCommand()
    {
    }

    /// <summary>The connection to use instead of the session's.</summary>
    [Parameter]
    [ValidateNotNull]
    public CustomVisionConnection? Connection { get; set; }

    /// <summary>What was given instead of the session's connection; null when nothing was.</summary>
    private protected virtual CustomVisionConnection? GivenConnection => Connection;

    /// <summary>The connection to the training service that the settings nearest to this call lead to.</summary>
    private protected CustomVisionConnection TrainingConnection =>
        FindConnection(connection => connection.TrainingEndpoint is not null, Errors.NotConnected);

    /// <summary>The training service that the settings nearest to this call lead to.</summary>
    private protected TrainingClient Client => client ??= new TrainingClient(TrainingConnection, TraceAsync);

    /// <summary>The prediction service that the settings nearest to this call lead to.</summary>
    private protected PredictionClient PredictionClient => predictionClient ??= new PredictionClient(
        FindConnection(connection => connection.HasPredictionKey || connection.HasAccessToken, Errors.NoPredictionKey), TraceAsync);

    /// <summary>Finds the ids of what was given by name. Only for bodies.</summary>
    private protected NameResolver Names => names ??= new NameResolver(Client);

    /// <summary>
    /// Runs a body against the service. A failure that concerns this input is written as an error and the pipeline goes
    /// on; one that would befall every other input ends it.
    /// </summary>
    /// <param name="target">What the user gave, for the error.</param>
    /// <param name="work">The body.</param>
    private protected void RunFor(object? target, Func<CancellationToken, Task> work)
    {
        _ = Client; // a missing connection is no failure of the service
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
        catch (NameResolutionException unknown)
        {
            WriteError(Errors.From(unknown));
        }
    }

    /// <summary>Runs a body that all further input depends on: an id it looks up by name, for one. Any failure ends the pipeline.</summary>
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
        catch (NameResolutionException unknown)
        {
            ThrowTerminatingError(Errors.From(unknown));
        }

        return result;
    }

    /// <summary>Writes one object. Only for bodies.</summary>
    private protected Task WriteAsync(object item) => OnPipelineAsync(() => WriteObject(item));

    /// <summary>Writes those of a list that have one of the names, or all; a name without wildcards that nothing has is an error.</summary>
    private protected async Task WriteNamedAsync<T>(IReadOnlyList<T> all, Func<T, NameOrId> nameOf, string[] names, string thing, string listing)
        where T : class
    {
        var wanted = names.Select(name => (Name: name, Pattern: WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant))).ToList();
        foreach (var item in all.Where(item => wanted.Count == 0 || wanted.Any(name => name.Pattern.IsMatch(nameOf(item).Name ?? ""))))
            await WriteAsync(item).ConfigureAwait(false);
        foreach (var (name, pattern) in wanted)
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !all.Any(item => pattern.IsMatch(nameOf(item).Name ?? "")))
                await OnPipelineAsync(() => WriteError(Errors.From(NameResolutionException.NotFound(name, thing, listing, all.Select(nameOf))))).ConfigureAwait(false);
    }

    private CustomVisionConnection FindConnection(Func<CustomVisionConnection, bool> isEnough, Func<ErrorRecord> missing)
    {
        try
        {
            if ((GivenConnection ?? SessionConnection.Find()) is not { } found)
                ThrowTerminatingError(Errors.NotConnected());
            else if (isEnough(found))
                return found;
        }
        catch (EnvironmentVariableException problem)
        {
            ThrowTerminatingError(Errors.BadEnvironment(problem));
        }

        ThrowTerminatingError(missing());
        throw new PipelineStoppedException(); // never reached: ThrowTerminatingError throws
    }
}
