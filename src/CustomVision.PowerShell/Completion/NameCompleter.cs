using System.Collections;
using System.Globalization;
using System.Management.Automation.Language;
using CustomVision.Api;
using CustomVision.Http;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.LocalServices;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Completion;

/// <summary>
/// Completes names and ids that are read from the service. The user waits for the result, so the request is canceled after 1.8
/// seconds. After an error, there are no suggestions, because completion can't show errors.
/// </summary>
public abstract class NameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(1.8);

    private protected NameCompleter()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (Connection(fakeBoundParameters) is not { TrainingEndpoint: not null } connection)
            return [];
        var project = Value(fakeBoundParameters, "ProjectId", "Project") is { } value ? ArgumentParser.Parse(value, "project") : null;
        var prefix = Unquote(wordToComplete ?? "");
        return GetResult(RequestTimeout, token => GetCandidatesAsync(new CompletionRequest(connection, project, prefix), token))
            .Where(candidate => candidate.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .OrderBy(candidate => candidate.Text, StringComparer.OrdinalIgnoreCase)
            .Select(candidate => new CompletionResult(Quote(candidate.Text), candidate.Text, CompletionResultType.ParameterValue, candidate.ToolTip));
    }

    /// <summary>Returns the candidates and their tool tips. The base class filters them by the prefix.</summary>
    private protected abstract Task<IEnumerable<(string Text, string ToolTip)>> GetCandidatesAsync(CompletionRequest request, CancellationToken cancellation);

    private static CustomVisionConnection? Connection(IDictionary bound)
    {
        if (Value(bound, "Service", "Connection") is { } value)
        {
            var unwrapped = value is PSObject wrapper ? wrapper.BaseObject : value;
            return unwrapped is LocalService service ? service.Connection : unwrapped as CustomVisionConnection;
        }

        try
        {
            return SessionConnection.Find();
        }
        catch (EnvironmentVariableException)
        {
            return null; // The command itself reports the error.
        }
    }

    private static object? Value(IDictionary bound, params string[] names) => names.Select(name => bound[name]).FirstOrDefault(value => value is not null);

    private static IEnumerable<(string Text, string ToolTip)> GetResult(
        TimeSpan timeout, Func<CancellationToken, Task<IEnumerable<(string Text, string ToolTip)>>> work)
    {
        using var source = new CancellationTokenSource(timeout);
        var token = source.Token;
        try
        {
            var task = Task.Run(() => work(token), token);
            task.Wait(token);
            return task.Result;
        }
        catch (Exception exception) when (Innermost(exception) is OperationCanceledException or CustomVisionException or NameResolutionException)
        {
            return [];
        }
    }

    private static Exception Innermost(Exception exception) => exception is AggregateException { InnerException: { } inner } ? Innermost(inner) : exception;

    private static string Unquote(string word)
    {
        if (word.Length == 0 || word[0] is not ('\'' or '"'))
            return word;
        var quote = word[0];
        var inside = word.Substring(1, word.Length - (word.Length > 1 && word[word.Length - 1] == quote ? 2 : 1));
        return inside.Replace($"{quote}{quote}", quote.ToString());
    }

    // All names but simple words, ids and numbers are quoted. Examples are "R2-D2 (old)", "$x", "@home", "007" and "it's".
    private static string Quote(string name) =>
        Guid.TryParseExact(name, "D", out _) || (int.TryParse(name, out var number) && number.ToString(CultureInfo.InvariantCulture) == name)
        || name.Length > 0 && name.All(character => char.IsLetterOrDigit(character) || character is '_' or '-' or '.') && char.IsLetter(name[0])
            ? name
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}

/// <summary>The context of a completion.</summary>
/// <param name="Connection">The connection of the command.</param>
/// <param name="Project">The project in the command, or null.</param>
/// <param name="Prefix">The text that was typed so far.</param>
internal sealed record CompletionRequest(CustomVisionConnection Connection, NameOrId? Project, string Prefix)
{
    /// <summary>The client of the training service.</summary>
    public ITrainingApi Training { get; } = new CustomVisionClient(Connection, new RequestOptions { MaxRetry = 0 }).Training;

    /// <summary>Returns the id of the project, or null if the command has none.</summary>
    public async Task<Guid?> ProjectIdAsync(CancellationToken cancellation) =>
        Project is null ? null : await new NameResolver(Training).ProjectAsync(Project, cancellation).ConfigureAwait(false);
}
