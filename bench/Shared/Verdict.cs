namespace CustomVision.Benches;

/// <summary>The line that holds a figure against its goal.</summary>
internal static class Verdict
{
    public static void AtLeast(double figure, double goal, string unit) => Print(figure >= goal, figure, "at least", goal, unit);

    public static void AtMost(double figure, double goal, string unit) => Print(figure <= goal, figure, "at most", goal, unit);

    private static void Print(bool isMet, double figure, string bound, double goal, string unit) =>
        Console.WriteLine($"=> {figure:0.##} {unit}; the goal is {bound} {goal:0.##}: {(isMet ? "met" : "MISSED")}");
}
