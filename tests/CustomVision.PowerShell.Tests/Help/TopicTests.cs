using System.Text.RegularExpressions;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Help;

/// <summary>What the about topics must tell, and how wide.</summary>
public sealed partial class TopicTests
{
    private static readonly string Sources = Path.Combine(Repository.Root, "src");

    [Fact]
    public void Each_error_id_has_a_cause_and_a_remedy_in_the_topic_on_errors_and_no_other_has()
    {
        var text = string.Concat(SourceFiles("CustomVision.PowerShell").Select(File.ReadAllText));
        var made = MadeError().Matches(text).Select(match => match.Groups[1].Value).ToList();
        var told = ToldError().Matches(Topic("about_CustomVision_Errors")).Select(match => match.Groups[1].Value).ToList();

        Assert.True(Category().Count(text) == made.Count, "An error id must be written out right before its category, as in Errors.cs, or this test does not see it.");
        var differences = made.Except(told).Select(id => $"{id} has no entry with cause and remedy")
            .Concat(told.Except(made).Select(id => $"{id} is no error id"))
            .Concat(told.GroupBy(id => id).Where(entries => entries.Count() > 1).Select(entries => $"{entries.Key} has several entries"));
        Assert.True(!differences.Any(), $"docs/en-US/about_CustomVision_Errors.md is not as the errors are: {string.Join("; ", differences)}.");
    }

    [Fact]
    public void Each_option_of_the_local_service_is_in_its_topic()
    {
        var source = File.ReadAllText(Path.Combine(Sources, "CustomVision.LocalService", "Hosting", "CommandLine.cs"));
        var topic = Topic("about_CustomVision_LocalService");

        var options = Option().Matches(source).Select(match => match.Groups[1].Value).ToList();

        Assert.Contains("--in-memory", options);
        Assert.All(options, option => Assert.Contains($"        {option}", topic, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(GetHelpTests.Topics), MemberType = typeof(GetHelpTests))]
    public void A_topic_fits_a_screen_of_80_columns(string topic) =>
        Assert.All(Topic(topic).Split('\n'), line => Assert.InRange(line.Length, 0, 80));

    private static string Topic(string name) =>
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "en-US", $"{name}.md")).ReplaceLineEndings("\n");

    private static IEnumerable<string> SourceFiles(string project) =>
        Directory.GetFiles(Path.Combine(Sources, project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Sources, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    [GeneratedRegex(@"""(\w+)"",\s*ErrorCategory\.\w+")]
    private static partial Regex MadeError();

    [GeneratedRegex(@"\bErrorCategory\.\w+")]
    private static partial Regex Category();

    [GeneratedRegex(@"^    (\w+)\n {8}Cause:  \S[^\n]+\n(?: {16}\S[^\n]+\n)* {8}Remedy: \S", RegexOptions.Multiline)]
    private static partial Regex ToldError();

    [GeneratedRegex(@"^ {10}(--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex Option();
}
