using System.Text.Json.Nodes;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>Sets fault rules over HTTP, and asks which requests met them.</summary>
internal static class Faults
{
    public static async Task<HttpResponseMessage> PostFaultAsync(this TestService service, string json) =>
        await service.SendAsync("POST", $"{service.Endpoint}/_local/faults", TestService.Body("application/json", TestService.Text(json)));

    /// <summary>The rule as the service answers it.</summary>
    public static Task<JsonNode> AddFaultAsync(this TestService service, string json) =>
        service.JsonAsync("POST", $"{service.Endpoint}/_local/faults", TestService.Body("application/json", TestService.Text(json)));

    public static async Task<JsonArray> FaultsAsync(this TestService service) =>
        (await service.JsonAsync("GET", $"{service.Endpoint}/_local/faults")).AsArray();

    public static async Task<JsonArray> RequestsAsync(this TestService service) =>
        (await service.JsonAsync("GET", $"{service.Endpoint}/_local/requests")).AsArray();

    /// <summary>The statuses of so many GetDomains, one after the other.</summary>
    public static async Task<int[]> StatusesAsync(this TestService service, int count)
    {
        var statuses = new int[count];
        for (var index = 0; index < count; index++)
        {
            using var response = await service.SendAsync("GET", "domains");
            statuses[index] = (int)response.StatusCode;
        }
        return statuses;
    }

    public static async Task AssertStatusesAsync(this TestService service, params int[] expected) =>
        Assert.Equal(expected, await service.StatusesAsync(expected.Length));
}
