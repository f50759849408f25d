using System.Globalization;

namespace CustomVision.Benches;

/// <summary>What follows the name of a bench on the command line: options with a value each, and flags.</summary>
internal sealed class Arguments(IEnumerable<string> given)
{
    private readonly List<string> left = [.. given];

    /// <summary>The number after an option, or <paramref name="otherwise"/> where the option is not given.</summary>
    /// <exception cref="FormatException">No number follows it.</exception>
    public int Number(string name, int otherwise, int least = 1)
    {
        var at = left.IndexOf(name);
        if (at < 0)
            return otherwise;
        if (at + 1 >= left.Count
            || !int.TryParse(left[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < least)
            throw new FormatException($"{name} needs a number from {least}.");
        left.RemoveRange(at, 2);
        return number;
    }

    /// <summary>The text after an option, or <paramref name="otherwise"/> where the option is not given.</summary>
    /// <exception cref="FormatException">Nothing follows it.</exception>
    public string Text(string name, string otherwise)
    {
        var at = left.IndexOf(name);
        if (at < 0)
            return otherwise;
        if (at + 1 >= left.Count)
            throw new FormatException($"{name} needs a value.");
        var text = left[at + 1];
        left.RemoveRange(at, 2);
        return text;
    }

    public bool Flag(string name) => left.Remove(name);

    /// <exception cref="FormatException">Something is left that nobody asked for.</exception>
    public void End()
    {
        if (left.Count > 0)
            throw new FormatException($"There is no option {left[0]}.");
    }
}
