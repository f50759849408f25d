using System.Text.RegularExpressions;

namespace CustomVision.LocalService.Domain;

/// <summary>
/// A filter for images by their metadata: <c>metadata=key1 eq 'value1' and key2 ne 'value2'</c>, with eq, ne, and, or and parentheses.
/// "and" binds more tightly than "or". An image without the key isn't equal to any value, so that ne includes it; how the real service
/// sees that is not known.
/// </summary>
internal sealed partial class MetadataFilter
{
    private const int MaxComparisons = 50;

    private readonly Queue<string> tokens;
    private readonly List<object?> values = [];
    private int open;

    private MetadataFilter(IEnumerable<string> tokens)
    {
        this.tokens = new Queue<string>(tokens);
        Sql = Or();
        if (this.tokens.Count > 0)
            throw Invalid($"'{this.tokens.Peek()}' is not expected.");
    }

    /// <summary>The condition for the column metadata, with a parameter of the name {0}, {1} and so on for each value.</summary>
    public string Sql { get; }

    public IReadOnlyList<object?> Values => values;

    /// <exception cref="ServiceException">The text is not a filter. Code and text are invented.</exception>
    public static MetadataFilter? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (Prefix().Match(text) is not { Success: true } prefix)
            throw Invalid("It must begin with metadata=.");
        var rest = text[prefix.Length..];
        var matches = Token().Matches(rest);
        if (matches.Sum(match => match.Length) != rest.Length)
            throw Invalid("A value must be in single quotes.");
        return new MetadataFilter(matches.Select(match => match.Value.Trim()).Where(token => token.Length > 0));
    }

    private string Or() => Join(And, "or");

    private string And() => Join(Comparison, "and");

    private string Join(Func<string> part, string word)
    {
        var sql = part();
        while (tokens.TryPeek(out var next) && next.Equals(word, StringComparison.OrdinalIgnoreCase))
        {
            tokens.Dequeue();
            sql = $"({sql} {word.ToUpperInvariant()} {part()})";
        }
        return sql;
    }

    private string Comparison()
    {
        var key = Take("a key");
        if (key == "(")
        {
            if (++open > MaxComparisons)
                throw Invalid($"It has more than {MaxComparisons} parentheses.");
            var inner = Or();
            return Take("a closing parenthesis") == ")" ? inner : throw Invalid("A closing parenthesis is missing.");
        }
        var comparison = Take("eq or ne").ToUpperInvariant();
        var value = Take("a value");
        if (comparison is not ("EQ" or "NE"))
            throw Invalid($"The operator after {key} must be eq or ne.");
        if (!value.StartsWith('\''))
            throw Invalid($"The value of {key} must be in single quotes.");
        if (values.Count >= 2 * MaxComparisons)
            throw Invalid($"It has more than {MaxComparisons} comparisons.");
        values.Add(Unquoted(key));
        values.Add(Unquoted(value));
        return $"{(comparison == "NE" ? "NOT " : "")}EXISTS (SELECT 1 FROM json_each(metadata) AS pair WHERE pair.key = {{{values.Count - 2}}} AND pair.value = {{{values.Count - 1}}})";
    }

    private string Take(string expected) => tokens.TryDequeue(out var token) ? token : throw Invalid($"{expected} is missing at its end.");

    /// <summary>A quote within quotes is written twice.</summary>
    private static string Unquoted(string text) => text is ['\'', .., '\''] ? text[1..^1].Replace("''", "'", StringComparison.Ordinal) : text;

    private static ServiceException Invalid(string why) =>
        new(ErrorCodes.BadRequest, $"$filter is not valid. {why} Example: metadata=key1 eq 'value1' and key2 ne 'value2'.");

    [GeneratedRegex("^\\s*metadata\\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Prefix();

    [GeneratedRegex("\\s*(?:'(?:[^']|'')*'|[()]|[^\\s()']+)|\\s+$")]
    private static partial Regex Token();
}
