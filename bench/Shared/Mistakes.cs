namespace CustomVision.Benches;

internal static class Mistakes
{
    private const int Shown = 10;

    /// <summary>Prints the first mistakes, or the text for none.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(IReadOnlyCollection<string> mistakes, string whenNone)
    {
        Console.WriteLine(mistakes.Count == 0 ? $"=> {whenNone}" : $"=> {mistakes.Count:N0} MISTAKES:");
        foreach (var mistake in mistakes.Take(Shown))
            Console.WriteLine($"   {mistake}");
        return mistakes.Count == 0 ? 0 : 1;
    }
}
