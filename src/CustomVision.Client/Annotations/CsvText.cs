using System.Text;

namespace CustomVision.Annotations;

/// <summary>Reads and writes rows of comma-separated values as RFC 4180 describes them. Cells in quotes can contain line breaks.</summary>
internal static class CsvText
{
    /// <summary>The separators that tables are written with, most likely first.</summary>
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>The separator that divides a header into the most cells.</summary>
    public static char SeparatorOf(string header) => Separators.OrderByDescending(separator => Split(header, separator).Count).First();

    public static List<string> Split(string row, char separator)
    {
        using var reader = new StringReader(row);
        return Rows(reader, separator).Select(found => found.Cells).FirstOrDefault() ?? [];
    }

    /// <summary>Reads the rows with the number of the line that each begins in. Empty lines are left out.</summary>
    public static IEnumerable<(int Line, List<string> Cells)> Rows(TextReader text, char separator)
    {
        var (line, first) = (1, 1);
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (isQuoted, wasQuoted) = (false, false);
        for (var c = text.Read(); c >= 0 || cell.Length > 0 || cells.Count > 0 || wasQuoted; c = text.Read())
        {
            if (isQuoted)
            {
                if (c < 0)
                    isQuoted = false; // The closing quote is missing.
                else if (c != '"')
                    cell.Append((char)c);
                else if (text.Peek() == '"')
                    cell.Append((char)text.Read());
                else
                    isQuoted = false;
                if (c == '\n')
                    line++;
                continue;
            }

            if (c == '"' && cell.Length == 0 && !wasQuoted)
            {
                (isQuoted, wasQuoted) = (true, true);
            }
            else if (c == separator || c < 0 || c == '\n' || (c == '\r' && text.Peek() is '\n' or -1))
            {
                if (c == '\r')
                    text.Read();
                cells.Add(cell.ToString());
                cell.Clear();
                if (c != separator)
                {
                    line++;
                    if (cells.Count > 1 || cells[0].Length > 0 || wasQuoted)
                        yield return (first, cells);
                    (first, cells) = (line, []);
                }

                wasQuoted = false;
                if (c < 0)
                    yield break;
            }
            else
            {
                cell.Append((char)c);
            }
        }
    }

    /// <summary>A cell, in quotes if it needs them.</summary>
    public static string Quote(string cell) =>
        cell.IndexOfAny([',', ';', '\t', '"', '\r', '\n']) >= 0 || cell.Trim().Length < cell.Length ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
}
