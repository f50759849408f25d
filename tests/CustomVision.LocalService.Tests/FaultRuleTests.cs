using System.Text.Json.Nodes;
using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>How fault rules are set and removed, and which requests they meet.</summary>
public sealed class FaultRuleTests
{
    [Fact]
    public async Task A_rule_is_answered_with_its_id_and_listed_with_how_often_it_met_a_request()
    {
        await using var service = await TestService.StartAsync();

        var rule = await service.AddFaultAsync("""{"operation":"GetDomains","status":503,"retryAfter":2,"count":3,"seed":7}""");
        await service.StatusesAsync(2);
        var listed = Assert.Single(await service.FaultsAsync())!;

        Assert.Equal(
            ["id", "operation", "status", "code", "message", "retryAfter", "delay", "drop", "truncate", "html", "reorder", "count", "probability", "seed", "seconds", "met"],
            rule.AsObject().Select(member => member.Key));
        Assert.Equal(("GetDomains", 503, 2, 3, 7, 0), ((string)rule["operation"]!, (int)rule["status"]!, (int)rule["retryAfter"]!, (int)rule["count"]!, (int)rule["seed"]!, (int)rule["met"]!));
        Assert.Equal((int)rule["id"]!, (int)listed["id"]!);
        Assert.Equal(2, (int)listed["met"]!);
    }

    [Fact]
    public async Task Count_is_how_many_requests_a_rule_meets_before_it_is_gone()
    {
        await using var service = await TestService.StartAsync();
        var id = (int)(await service.AddFaultAsync("""{"status":500,"count":2}"""))["id"]!;

        await service.AssertStatusesAsync(500, 500, 200, 200);
        Assert.Empty(await service.FaultsAsync());
        Assert.Equal("NotFound", await service.ErrorAsync(404, "DELETE", $"{service.Endpoint}/_local/faults/{id}"));
    }

    [Fact]
    public async Task A_count_is_kept_when_many_requests_come_at_once()
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync("""{"status":500,"count":10}""");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.StatusesAsync(1)));

        Assert.Equal(10, statuses.Count(status => status[0] == 500));
    }

    [Fact]
    public async Task The_same_seed_meets_the_same_requests()
    {
        await using var service = await TestService.StartAsync();
        var runs = new List<int[]>();
        foreach (var seed in new[] { 1, 1, 2 })
        {
            var id = (int)(await service.AddFaultAsync($$"""{"status":500,"probability":0.5,"seed":{{seed}}}"""))["id"]!;
            runs.Add(await service.StatusesAsync(40));
            using var removed = await service.SendAsync("DELETE", $"{service.Endpoint}/_local/faults/{id}");
            Assert.Equal(204, (int)removed.StatusCode);
        }

        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual(runs[0], runs[2]);
        Assert.InRange(runs[0].Count(status => status == 500), 8, 32);
    }

    [Fact]
    public async Task The_bounds_of_probability_are_never_and_always()
    {
        await using var service = await TestService.StartAsync();

        await service.AddFaultAsync("""{"status":500,"probability":0}""");
        await service.AssertStatusesAsync(200, 200, 200, 200);
        await service.AddFaultAsync("""{"status":503,"probability":1}""");
        await service.AssertStatusesAsync(503, 503, 503, 503);
    }

    [Fact]
    public async Task A_rule_for_a_time_is_gone_after_it()
    {
        var clock = new HeldClock();
        await using var service = await TestService.StartAsync(clock: clock);
        await service.AddFaultAsync("""{"status":500,"seconds":1.5}""");

        clock.Advance(TimeSpan.FromSeconds(1.4));
        await service.AssertStatusesAsync(500);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        await service.AssertStatusesAsync(200);
        Assert.Empty(await service.FaultsAsync());
    }

    [Theory]
    [InlineData("GetDomains", true)]
    [InlineData("getdomains", true)]
    [InlineData("*", true)]
    [InlineData("Get*", true)]
    [InlineData("*Domain?", true)]
    [InlineData("GetTag*", false)]
    [InlineData("Create*", false)]
    public async Task A_rule_meets_the_operations_it_names(string operation, bool isMet)
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync($$"""{"operation":"{{operation}}","status":500}""");

        await service.AssertStatusesAsync(isMet ? 500 : 200);
    }

    [Fact]
    public async Task The_first_rule_wins_and_the_others_do_not_count_it()
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync("""{"status":500,"count":1}""");
        await service.AddFaultAsync("""{"status":503,"count":1}""");

        await service.AssertStatusesAsync(500, 503, 200);
    }

    [Fact]
    public async Task A_request_notes_the_rules_it_met()
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync("""{"status":500,"count":1}""");
        await service.AddFaultAsync("""{"delay":1,"count":1}""");
        await service.StatusesAsync(2);

        var requests = await service.RequestsAsync();

        Assert.Equal([1, 2], requests[0]!["faults"]!.AsArray().Select(id => (int)id!));
        Assert.Equal(500, (int)requests[0]!["status"]!);
        Assert.Null(requests[1]!["faults"]);
    }

    [Fact]
    public async Task Who_has_no_key_uses_up_no_rule_and_the_pages_of_the_service_meet_none()
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync("""{"status":500,"count":1}""");
        using var client = new HttpClient();

        using var denied = await client.GetAsync($"{service.Client.BaseAddress}domains", TestService.Cancel);
        using var health = await client.GetAsync($"{service.Endpoint}/_local/health", TestService.Cancel);

        Assert.Equal((401, 200), ((int)denied.StatusCode, (int)health.StatusCode));
        await service.AssertStatusesAsync(500, 200);
    }

    [Theory]
    [InlineData("GET", "faults")]
    [InlineData("POST", "faults")]
    [InlineData("DELETE", "faults")]
    [InlineData("DELETE", "faults/1")]
    public async Task Rules_need_the_training_key(string method, string path)
    {
        await using var service = await TestService.StartAsync();
        service.Client.DefaultRequestHeaders.Remove("Training-key");
        service.Client.DefaultRequestHeaders.Add("Prediction-key", TestService.PredictionKey);

        using var response = await service.SendAsync(method, $"{service.Endpoint}/_local/{path}");

        Assert.Equal(401, (int)response.StatusCode);
    }

    [Fact]
    public async Task All_rules_can_be_removed()
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync("""{"status":500}""");
        await service.AddFaultAsync("""{"status":503}""");

        using var removed = await service.SendAsync("DELETE", $"{service.Endpoint}/_local/faults");

        Assert.Equal(204, (int)removed.StatusCode);
        await service.AssertStatusesAsync(200);
    }

    [Theory]
    [MemberData(nameof(BadRules))]
    public async Task A_bad_rule_is_refused_and_the_message_names_the_member(string json, string named)
    {
        await using var service = await TestService.StartAsync();

        using var response = await service.PostFaultAsync(json);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!;

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("BadRequest", (string)error["Code"]!);
        Assert.Contains(named, (string)error["Message"]!, StringComparison.Ordinal);
        Assert.Empty(await service.FaultsAsync());
    }

    [Theory]
    [InlineData("CreateImageFromData")]
    [InlineData("Unpublished*")]
    public async Task A_rule_for_no_operation_at_all_is_refused(string operation)
    {
        await using var service = await TestService.StartAsync();
        var rule = $$"""{"operation":"{{operation}}","status":500}""";

        using var response = await service.PostFaultAsync(rule);
        var options = CommandLine.Parse(["--in-memory", "--fault", rule])!;

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("operation must be", await response.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
        await Assert.ThrowsAsync<FormatException>(() => TestService.StartAsync(with: given => given with { Faults = options.Faults }));
    }

    [Theory]
    [MemberData(nameof(BadRules))]
    public void A_bad_rule_on_the_command_line_is_refused_and_the_message_names_the_member(string json, string named)
    {
        var error = Assert.Throws<FormatException>(() => CommandLine.Parse(["--in-memory", $"--fault={json} "]));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> BadRules { get; } = new()
    {
        { "", "JSON" },
        { "{", "JSON" },
        { "{\"\\ud800\":1}", "JSON" },
        { "[]", "JSON object" },
        { "{}", "status, delay, drop" },
        { """{"operation":"*"}""", "status, delay, drop" },
        { """{"truncate":false}""", "status, delay, drop" },
        { """{"staus":500}""", "staus" },
        { """{"Status":500}""", "Status" },
        { """{"staus":null,"delay":1}""", "staus" },
        { """{"status":500,"status":503}""", "status" },
        { """{"status":"500"}""", "status" },
        { """{"status":200}""", "status" },
        { """{"status":204,"html":true}""", "status" },
        { """{"status":600}""", "status" },
        { """{"status":500,"operation":""}""", "operation" },
        { """{"status":500,"code":5}""", "code" },
        { """{"delay":1,"code":"BadRequest"}""", "code" },
        { """{"html":true,"message":"no"}""", "message" },
        { """{"html":true,"retryAfter":1}""", "retryAfter" },
        { """{"status":429,"retryAfter":1.5}""", "retryAfter" },
        { """{"delay":-1}""", "delay" },
        { """{"drop":"sometime"}""", "drop" },
        { """{"drop":true}""", "drop" },
        { """{"truncate":1}""", "truncate" },
        { """{"truncate":true,"reorder":true}""", "truncate and reorder" },
        { """{"status":500,"drop":"afterBody"}""", "status and drop" },
        { """{"html":true,"drop":"afterBody"}""", "html and drop" },
        { """{"status":500,"count":0}""", "count" },
        { """{"status":500,"probability":1.1}""", "probability" },
        { """{"status":500,"probability":"often"}""", "probability" },
        { """{"status":500,"seed":1e99}""", "seed" },
        { """{"status":500,"seconds":0}""", "seconds" },
    };

    [Fact]
    public async Task The_command_line_takes_several_rules_in_their_order()
    {
        var options = CommandLine.Parse(["--in-memory", "--fault", """{"status":429,"count":1}""", """--fault={"delay":20,"message":null}"""])!;

        Assert.Equal([(429, 1, null), (null, null, 20)], options.Faults.Select(rule => (rule.Status, rule.Count, rule.Delay)));
        await using var service = await TestService.StartAsync(with: given => given with { Faults = options.Faults });
        await service.AssertStatusesAsync(429, 200);
        Assert.Equal(2, (int)Assert.Single(await service.FaultsAsync())!["met"]!);
    }
}
