namespace CustomVision.Benches;

/// <summary>Prints a figure with its goal. A missed goal makes the exit code 1.</summary>
internal static class Verdict
{
    public static bool AnyMissed { get; private set; }

    public static void AtLeast(double figure, double goal, string unit) => Print(figure >= goal, figure, "at least", goal, unit);

    public static void AtMost(double figure, double goal, string unit) => Print(figure <= goal, figure, "at most", goal, unit);

    private static void Print(bool isMet, double figure, string bound, double goal, string unit)
    {
        AnyMissed |= !isMet;
        Console.WriteLine($"=> found {figure:0.##} {unit}; goal: {bound} {goal:0.##}: {(isMet ? "met" : "MISSED")}");
    }
}
