using System.Text.Json.Nodes;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>Imports models over HTTP.</summary>
internal static class ImportSteps
{
    public static Task<JsonNode> ImportAsync(this TestService service, byte[] zip, string query = "name=imported") =>
        service.JsonAsync("POST", $"{service.Endpoint}/_local/models?{query}", TestService.Body("application/zip", zip));

    /// <summary>The message of the error that the import must be answered with.</summary>
    public static async Task<string> ImportErrorAsync(this TestService service, byte[] zip, string query = "name=imported")
    {
        using var response = await service.SendAsync("POST", $"{service.Endpoint}/_local/models?{query}", TestService.Body("application/zip", zip));
        var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
        Assert.True((int)response.StatusCode == 400, $"{(int)response.StatusCode} {body}");
        return (string)JsonNode.Parse(body)!["Message"]!;
    }
}
