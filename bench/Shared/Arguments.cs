using System.Globalization;

namespace CustomVision.Benches;

/// <summary>The options and flags that follow the name of a bench.</summary>
internal sealed class Arguments(IEnumerable<string> given)
{
    private readonly List<string> left = [.. given];

    /// <summary>The number after an option, or <paramref name="otherwise"/> without the option.</summary>
    /// <exception cref="FormatException">The value is no number or too small.</exception>
    public int Number(string name, int otherwise, int least = 1) =>
        Text(name) is not { } text
            ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
                ? number
                : throw new FormatException($"{name} needs a number of at least {least}.");

    /// <summary>The text after an option, or null without the option.</summary>
    /// <exception cref="FormatException">The value is missing.</exception>
    public string? Text(string name)
    {
        var at = left.IndexOf(name);
        if (at < 0)
            return null;
        if (at + 1 >= left.Count)
            throw new FormatException($"{name} needs a value.");
        var text = left[at + 1];
        left.RemoveRange(at, 2);
        return text;
    }

    public bool Flag(string name) => left.Remove(name);

    /// <summary>What is left, when the options have been read.</summary>
    public string[] Operands()
    {
        string[] operands = [.. left.Where(text => !text.StartsWith('-'))];
        left.RemoveAll(operands.Contains);
        End();
        return operands;
    }

    /// <exception cref="FormatException">An unknown option is left.</exception>
    public void End()
    {
        if (left.Count > 0)
            throw new FormatException($"The option {left[0]} does not exist.");
    }
}
