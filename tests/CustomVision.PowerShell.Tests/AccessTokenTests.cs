using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Connections without a key.</summary>
public sealed class AccessTokenTests : IDisposable
{
    private readonly Session session = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("'token-of-az'")]
    [InlineData("(ConvertTo-SecureString token-of-az -AsPlainText -Force)")]
    public async Task The_account_of_Az_is_used_if_the_session_has_loaded_that_module(string token)
    {
        await using var server = new ScriptedServer(_ => ServerReply.Json("[]"));
        LoadAz($"param($ResourceUrl) [pscustomobject] @{{ Token = {token}; ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1); Resource = $ResourceUrl }}");

        session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint; Get-CVProject");

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal("Bearer token-of-az", request.Header("Authorization")));
    }

    [Fact]
    public async Task An_account_that_has_not_signed_in_is_an_error_that_says_how()
    {
        await using var server = new ScriptedServer(_ => ServerReply.Json("[]"));
        LoadAz("throw 'No account found.'");

        var outcome = session.With("endpoint", server.Endpoint).Run("Connect-CVService $endpoint");

        Assert.Equal("NoAccessToken", outcome.TerminatingId);
        Assert.Contains("No account found. Run Connect-AzAccount.", outcome.Terminating!.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_key_goes_before_the_account_of_Az()
    {
        await using var server = new ScriptedServer(_ => ServerReply.Json("[]"));
        LoadAz("throw 'not asked'");

        session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef");

        Assert.Equal("abcdef", Assert.Single(server.Requests).Header("Training-key"));
    }

    [Fact]
    public void An_identity_and_a_key_exclude_each_other() =>
        Assert.Equal("AmbiguousParameterSet", session.Run("Connect-CVService http://127.0.0.1:1/ -Identity -TrainingKey abcdef").TerminatingId);

    [Fact]
    public void The_version_and_the_resource_of_a_connection_are_shown()
    {
        var connection = session.Output("Connect-CVService https://x.cognitiveservices.azure.com -Identity -ClientId c-1 -ApiVersion 3.4-preview -SkipCheck -PassThru").Single();

        Assert.Equal("3.4-preview", connection.Properties["Version"].Value.ToString());
        Assert.Equal((true, true, "c-1"), (connection.Properties["HasAccessToken"].Value, connection.Properties["UsesManagedIdentity"].Value, connection.Properties["IdentityClientId"].Value));
        Assert.Contains("Version", session.Screen("Get-CVConnection | Format-List"), StringComparison.Ordinal);
    }

    private void LoadAz(string body)
    {
        var path = folder.Write(Path.Combine("Az.Accounts", "Az.Accounts.psm1"), System.Text.Encoding.UTF8.GetBytes($"function Get-AzAccessToken {{ [CmdletBinding()] {(body.StartsWith("param", StringComparison.Ordinal) ? body : $"param($ResourceUrl) {body}")} }}"));
        session.With("path", path).Output("Import-Module $path");
    }
}
