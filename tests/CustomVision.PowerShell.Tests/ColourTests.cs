using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Colours, where the host shows them. Alone, since $PSStyle is one for the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class ColourTests
{
    private const string Id = "0a1b2c3d-0000-4000-8000-000000000001";
    private const string Upload = $"Add-CVTrainingImage -Url http://example/a.jpg -ProjectId {Id} -ErrorAction Ignore";
    private const string Predict = $"Invoke-CVPrediction -Url http://example/a.jpg -ProjectId {Id}";
    private const string List = $"Get-CVIteration {Id}";

    public static TheoryData<string, string, string, string> Coloured => new()
    {
        { Upload, """{"Images":[{"SourceUrl":"http://example/a.jpg","Status":"OK"}]}""", "OK", "32" },
        { Upload, """{"Images":[{"SourceUrl":"http://example/a.jpg","Status":"OKDuplicate"}]}""", "OKDuplicate", "33" },
        { Upload, """{"Images":[{"SourceUrl":"http://example/a.jpg","Status":"ErrorLimitExceed"}]}""", "ErrorLimitExceed", "31" },
        { Upload, """{"Images":[{"SourceUrl":"http://example/a.jpg","Status":"ErrorOfTomorrow"}]}""", "ErrorOfTomorrow", "31" },
        { Predict, Prediction(0.95), $"{0.95:P1}", "32" },
        { Predict, Prediction(0.75), $"{0.75:P1}", "33" },
        { Predict, Prediction(0.25), $"{0.25:P1}", "31" },
        { List, Iteration("Completed", isDefault: true), "Completed", "32" },
        { List, Iteration("Training", isDefault: false), "Training", "33" },
        { List, Iteration("Failed", isDefault: false), "Failed", "31" },
    };

    [Theory]
    [MemberData(nameof(Coloured))]
    public async Task What_has_a_meaning_has_its_colour_where_the_host_shows_colours(string script, string answer, string text, string colour)
    {
        await using var server = new ScriptedServer(ServerReply.Json(answer));
        using var session = Session.Reusable(80, styled: true).With("endpoint", server.Endpoint);
        session.Output("Connect-CVService $endpoint -TrainingKey abcdef -PredictionKey abcdef -SkipCheck -ApiVersion 1.0");

        var coloured = session.Screen(script);
        var plain = session.Screen($"$PSStyle.OutputRendering = 'PlainText'; {script}");
        session.Output("$PSStyle.OutputRendering = 'Host'");

        Assert.Contains($"\u001b[{colour}m{text}\u001b[", coloured, StringComparison.Ordinal);
        Assert.Contains(text, plain, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', plain); // what NO_COLOR makes of $PSStyle
    }

    private static string Prediction(double probability) =>
        FormattableString.Invariant($$"""{"Id":"{{Id}}","Predictions":[{"Tag":"oak","Probability":{{probability}}}]}""");

    private static string Iteration(string status, bool isDefault) =>
        $$"""[{"Id":"{{Id}}","Name":"one","Status":"{{status}}","IsDefault":{{(isDefault ? "true" : "false")}}}]""";
}
