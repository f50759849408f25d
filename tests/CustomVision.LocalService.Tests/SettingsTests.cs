using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>How settings are read and shown; what they do is in the tests of quotas and of training modes.</summary>
public sealed class SettingsTests
{
    [Fact]
    public async Task Settings_are_shown_and_what_a_change_leaves_out_stays()
    {
        await using var service = await TestService.StartAsync();

        Assert.Equal("""{"profile":"None","training":{"mode":"real","amount":null,"message":null}}""", await ShownAsync("GET"));
        Assert.Equal("""{"profile":"F0","training":{"mode":"real","amount":null,"message":null}}""", await ShownAsync("PATCH", """{"profile":"f0"}"""));
        Assert.Equal(
            """{"profile":"F0","training":{"mode":"seconds","amount":2.5,"message":null}}""",
            await ShownAsync("PATCH", """{"training":{"mode":"seconds","amount":2.5}}"""));
        Assert.Equal(
            """{"profile":"F0","training":{"mode":"fail","amount":null,"message":"no GPU"}}""",
            await ShownAsync("PATCH", """{"profile":null,"training":{"mode":"Fail","message":"no GPU"}}"""));
        Assert.Equal("""{"profile":"F0","training":{"mode":"fail","amount":null,"message":"no GPU"}}""", await ShownAsync("PATCH", "{}"));
        Assert.Equal("""{"profile":"F0","training":{"mode":"fail","amount":null,"message":"no GPU"}}""", await ShownAsync("GET"));

        async Task<string> ShownAsync(string method, string? body = null) =>
            (await service.JsonAsync(method, $"{service.Endpoint}/_local/settings", body is null ? null : TrainingSteps.Json(body))).ToJsonString();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"profile":"F1"}""")]
    [InlineData("""{"profile":0}""")]
    [InlineData("""{"tier":"F0"}""")]
    [InlineData("""{"training":"real"}""")]
    [InlineData("""{"training":{}}""")]
    [InlineData("""{"training":{"mode":"slow"}}""")]
    [InlineData("""{"training":{"mode":"seconds"}}""")]
    [InlineData("""{"training":{"mode":"seconds","amount":-1}}""")]
    [InlineData("""{"training":{"mode":"seconds","amount":86401}}""")]
    [InlineData("""{"training":{"mode":"polls","amount":1.5}}""")]
    [InlineData("""{"training":{"mode":"polls","amount":"3"}}""")]
    [InlineData("""{"training":{"mode":"real","amount":1}}""")]
    [InlineData("""{"training":{"mode":"real","message":"why"}}""")]
    [InlineData("""{"profile":"S0","training":{"mode":"slow"}}""")]
    public async Task Settings_that_make_no_sense_are_refused_as_a_whole(string body)
    {
        await using var service = await TestService.StartAsync();

        Assert.Equal("BadRequest", await service.ErrorAsync(400, "PATCH", $"{service.Endpoint}/_local/settings", TrainingSteps.Json(body)));

        Assert.Equal("None", (string)(await service.JsonAsync("GET", $"{service.Endpoint}/_local/settings"))["profile"]!);
    }

    [Theory]
    [InlineData("", "None", "Real", null)]
    [InlineData("--profile F0", "F0", "Real", null)]
    [InlineData("--profile=s0 --training instant", "S0", "Instant", null)]
    [InlineData("--training seconds:2.5", "None", "Seconds", 2.5)]
    [InlineData("--training polls:3", "None", "Polls", 3.0)]
    [InlineData("--training fail", "None", "Fail", null)]
    [InlineData("--profile none --training Real", "None", "Real", null)]
    public async Task Settings_can_be_given_at_the_start(string arguments, string profile, string mode, double? amount)
    {
        var options = CommandLine.Parse(["--in-memory", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])!;
        var expected = new ServiceSettings(QuotaProfile.Parse(profile), new TrainingBehaviour(Enum.Parse<TrainingMode>(mode), amount));
        Assert.Equal(expected, options.Settings);

        await using var service = await TestService.StartAsync(with: given => given with { Settings = options.Settings });

        Assert.Equal(expected.Profile.Name, (string)(await service.JsonAsync("GET", $"{service.Endpoint}/_local/settings"))["profile"]!);
    }

    [Theory]
    [InlineData("--profile", "F1")]
    [InlineData("--training", "slow")]
    [InlineData("--training", "seconds")]
    [InlineData("--training", "seconds:")]
    [InlineData("--training", "seconds:-1")]
    [InlineData("--training", "polls:1.5")]
    [InlineData("--training", "polls:NaN")]
    [InlineData("--training", "real:1")]
    public void Settings_that_make_no_sense_are_refused_at_the_start(string option, string value)
    {
        var error = Assert.Throws<FormatException>(() => CommandLine.Parse(["--in-memory", option, value]));

        Assert.StartsWith($"{option} is not valid.", error.Message, StringComparison.Ordinal);
    }
}
