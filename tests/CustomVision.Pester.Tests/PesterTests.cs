using CustomVision.Tests;

namespace CustomVision.Pester.Tests;

/// <summary>Each test of tests/Pester is a test here.</summary>
public sealed class PesterTests
{
    private static readonly Lazy<Task<IReadOnlyList<PesterResult>>> Run = new(PesterSuite.RunAsync);

    public static async Task<IReadOnlyList<TheoryDataRow<PesterResult>>> ResultsAsync() =>
    [
        .. from result in await Run.Value
           select new TheoryDataRow<PesterResult>(result)
           {
               TestDisplayName = $"{result.File}: {result.Name}",
               Skip = result.Result == "Skipped" ? result.Message : null,
           },
    ];

    [Theory]
    [MemberData(nameof(ResultsAsync), DisableDiscoveryEnumeration = true)]
    public void A_Pester_test_passes(PesterResult result) => Assert.True(result.Result == "Passed", result.Message);

    [Fact]
    public async Task Every_file_of_the_suite_runs()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Pester"), "*.Tests.ps1").Select(Path.GetFileName);

        Assert.Equal(files.Order(), (await Run.Value).Select(result => result.File).Distinct().Order());
    }
}
