using System.Collections;
using System.Globalization;
using System.Management.Automation.Language;
using CustomVision.Http;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.LocalServices;
using CustomVision.PowerShell.Session;
using CustomVision.Training;

namespace CustomVision.PowerShell.Completion;

/// <summary>
/// Completes names from the service. A user who presses Tab waits for it, so it gives up after less than two seconds; and
/// whatever goes wrong, it offers nothing rather than an error in the middle of a line.
/// </summary>
public abstract class NameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.8);

    private protected NameCompleter()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (Connection(fakeBoundParameters) is not { TrainingEndpoint: not null } connection)
            return [];
        var project = Value(fakeBoundParameters, "ProjectId", "Project") is { } given ? Given.Read(given, "project") : null;
        var begun = Unquoted(wordToComplete ?? "");
        return Within(Patience, token => NamesAsync(new NameRequest(connection, project, begun), token))
            .Where(name => name.Name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .OrderBy(name => name.Name, StringComparer.OrdinalIgnoreCase)
            .Select(name => new CompletionResult(Quoted(name.Name), name.Name, CompletionResultType.ParameterValue, name.ToolTip));
    }

    /// <summary>The names there are, each with a line about it. What does not begin as asked for is left out afterwards.</summary>
    private protected abstract Task<IEnumerable<(string Name, string ToolTip)>> NamesAsync(NameRequest request, CancellationToken cancellation);

    private static CustomVisionConnection? Connection(IDictionary bound)
    {
        if (Value(bound, "Service", "Connection") is { } given)
        {
            var bare = given is PSObject wrapped ? wrapped.BaseObject : given;
            return bare is LocalService service ? service.Connection : bare as CustomVisionConnection;
        }

        try
        {
            return SessionConnection.Find();
        }
        catch (BadVariableException)
        {
            return null; // the command itself will say so
        }
    }

    private static object? Value(IDictionary bound, params string[] names) => names.Select(name => bound[name]).FirstOrDefault(value => value is not null);

    private static IEnumerable<(string Name, string ToolTip)> Within(
        TimeSpan time, Func<CancellationToken, Task<IEnumerable<(string Name, string ToolTip)>>> work)
    {
        using var limit = new CancellationTokenSource(time);
        var token = limit.Token;
        try
        {
            var working = Task.Run(() => work(token), token);
            working.Wait(token);
            return working.Result;
        }
        catch (Exception problem) when (Innermost(problem) is OperationCanceledException or CustomVisionException or NameException)
        {
            return [];
        }
    }

    private static Exception Innermost(Exception problem) => problem is AggregateException { InnerException: { } inner } ? Innermost(inner) : problem;

    private static string Unquoted(string word)
    {
        if (word.Length == 0 || word[0] is not ('\'' or '"'))
            return word;
        var quote = word[0];
        var inside = word.Substring(1, word.Length - (word.Length > 1 && word[word.Length - 1] == quote ? 2 : 1));
        return inside.Replace($"{quote}{quote}", quote.ToString());
    }

    // Everything but plain words, ids and numbers is quoted: a name may be "R2-D2 (old)", "$x", "@home", "007" or "it's".
    private static string Quoted(string name) =>
        Guid.TryParseExact(name, "D", out _) || (int.TryParse(name, out var number) && number.ToString(CultureInfo.InvariantCulture) == name)
        || name.Length > 0 && name.All(character => char.IsLetterOrDigit(character) || character is '_' or '-' or '.') && char.IsLetter(name[0])
            ? name
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}

/// <summary>What names are asked for.</summary>
/// <param name="Connection">The service that has them.</param>
/// <param name="Project">The project of the line so far; null without one.</param>
/// <param name="Begun">What has been typed of the name.</param>
internal sealed record NameRequest(CustomVisionConnection Connection, NameOrId? Project, string Begun)
{
    /// <summary>The training service.</summary>
    public TrainingClient Training { get; } = new(Connection);

    /// <summary>The id of the project; null without one.</summary>
    public async Task<Guid?> ProjectIdAsync(CancellationToken cancellation) =>
        Project is null ? null : await new ServiceNames(Training).ProjectAsync(Project, cancellation).ConfigureAwait(false);
}
