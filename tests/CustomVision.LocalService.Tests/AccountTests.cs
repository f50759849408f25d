using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

public sealed class AccountTests
{
    [Fact]
    public async Task The_account_has_both_keys_and_counts_what_there_is()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "brick");
        await service.UploadAsync(project, [TestImages.New(), TestImages.New()], tag);

        var account = await service.JsonAsync("GET", "account");

        Assert.Equal(
            $$$"""{"TrainingKeys":{"PrimaryKey":"{{{TestService.TrainingKey}}}","SecondaryKey":"{{{TestService.TrainingKey}}}"},"PredictionKeys":{"PrimaryKey":"{{{TestService.PredictionKey}}}","SecondaryKey":"{{{TestService.PredictionKey}}}"}}""",
            account["Keys"]!.ToJsonString());
        Assert.Equal(
            $$$"""{"Tier":"Local","Projects":{"Total":2147483647,"Used":1},"Predictions":{"Total":2147483647,"Used":0},"PerProject":[{"ProjectId":"{{{project}}}","Iterations":{"Total":2147483647,"Used":0},"Images":{"Total":2147483647,"Used":2},"Tags":{"Total":2147483647,"Used":1}}]}""",
            account["Quotas"]!.ToJsonString());
    }

    [Fact]
    public async Task The_account_is_not_shown_to_the_prediction_key()
    {
        await using var service = await TestService.StartAsync();
        service.Client.DefaultRequestHeaders.Remove("Training-key");
        service.Client.DefaultRequestHeaders.Add("Prediction-key", TestService.PredictionKey);

        using var response = await service.SendAsync("GET", "account");

        Assert.Equal(401, (int)response.StatusCode);
        Assert.DoesNotContain(TestService.TrainingKey, await response.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_is_found_by_its_id()
    {
        await using var service = await TestService.StartAsync();

        var domain = await service.JsonAsync("GET", "domains/c151d5b5-dd07-472a-acc8-15d29dea8518");

        Assert.Equal("""{"Id":"c151d5b5-dd07-472a-acc8-15d29dea8518","Name":"Food"}""", domain.ToJsonString());
        Assert.Equal("NotFoundDomain", await service.ErrorAsync(404, "GET", $"domains/{Guid.NewGuid()}"));
    }
}
