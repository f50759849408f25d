using System.Collections;
using System.Management.Automation.Language;
using CustomVision.Http;
using CustomVision.PowerShell.Binding;
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
        var client = new TrainingClient(connection);
        var project = Value(fakeBoundParameters, "ProjectId", "Project") is { } given ? Given.Read(given, "project") : null;
        var names = Within(Patience, token => NamesAsync(client, project, token));
        var begun = Unquoted(wordToComplete ?? "");
        return names
            .Where(name => name.Name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .OrderBy(name => name.Name, StringComparer.OrdinalIgnoreCase)
            .Select(name => new CompletionResult(Quoted(name.Name), name.Name, CompletionResultType.ParameterValue, name.ToolTip));
    }

    /// <summary>The names there are, each with a line about it.</summary>
    private protected abstract Task<IEnumerable<(string Name, string ToolTip)>> NamesAsync(
        TrainingClient client, NameOrId? project, CancellationToken cancellation);

    private static CustomVisionConnection? Connection(IDictionary bound)
    {
        if (Value(bound, "Connection") is { } given)
            return (given is PSObject wrapped ? wrapped.BaseObject : given) as CustomVisionConnection;
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

    // Everything but plain words is quoted: a name may be "R2-D2 (old)", "$x", "@home" or "it's".
    private static string Quoted(string name) =>
        name.Length > 0 && name.All(character => char.IsLetterOrDigit(character) || character is '_' or '-' or '.') && char.IsLetter(name[0])
            ? name
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
