using System.Security;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>No key in any stream, error, view or object that a cmdlet writes.</summary>
public sealed class SecrecyTests(SharedService shared) : IDisposable
{
    private readonly Session session = new(width: 500);
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void No_stream_and_no_view_shows_the_key_of_the_service()
    {
        session.With("service", shared.Service).With("key", Key()).With("files", folder.Images(2)).With("folder", folder.Path);
        string[] scripts =
        [
            "Connect-CVService $service.Endpoint -TrainingKey $key -PredictionKey $key -PassThru -Verbose -Debug",
            "Get-CVConnection -Verbose -Debug",
            "$service",
            "Get-CVLocalService -Verbose -Debug",
            "Get-CVDomain -Verbose -Debug",
            "Get-CVAccount -Verbose -Debug; (Get-CVAccount).Keys; (Get-CVAccount).Keys.TrainingKeys",
            "$project = New-CVProject secret -Verbose -Debug; $project",
            "New-CVTag $project tag -Verbose -Debug",
            "$files, \"$folder/none.jpg\" | Add-CVTrainingImage -ProjectId $project -Verbose -Debug",
            "Add-CVTrainingImage $files -ProjectId ([guid]::NewGuid()) -Verbose -Debug",
            "Get-CVTrainingImage $project -Verbose -Debug",
            "Remove-CVProject $project -Confirm:$false -Verbose -Debug",
            "$error",
            "$error | ForEach-Object { $_.Exception.ToString(); $_.InvocationInfo.Line }",
        ];

        AssertHidden(scripts, Key());
    }

    [Fact]
    public void No_error_shows_a_key_that_was_refused()
    {
        const string Wrong = "0123456789abcdef0123456789wrong!";
        session.With("service", shared.Service).With("key", Wrong);
        string[] scripts =
        [
            "Connect-CVService $service.Endpoint -TrainingKey $key -Verbose -Debug",
            "Connect-CVService http://127.0.0.1:9 -TrainingKey $key -Verbose -Debug",
            "Connect-CVService http://example.com -TrainingKey $key -Verbose -Debug",
            "Connect-CVService $service.Endpoint -AccessToken $key -Verbose -Debug",
            "Connect-CVService $service.Endpoint -TrainingKey \"$key with a space\" -Verbose -Debug",
            "Connect-CVService $service.Endpoint -TrainingKey @{ key = $key } -Verbose -Debug",
            "Connect-CVService $service.Endpoint -TrainingKey $key -SkipCheck; Get-CVProject -Verbose -Debug",
            "$error",
            "$error | ForEach-Object { $_.Exception.ToString() }",
        ];

        AssertHidden(scripts, Wrong);
    }

    [Fact]
    public async Task A_service_that_repeats_the_key_does_not_get_it_shown()
    {
        const string Key = "0123456789abcdef0123456789echoed";
        await using var server = new ScriptedServer(ServerReply.Json($$"""{"Code":"BadRequest{{Key}}","Message":"You sent {{Key}}."}""", 400));
        session.With("endpoint", server.Endpoint).With("key", Key);

        AssertHidden(["Connect-CVService $endpoint -TrainingKey $key -SkipCheck; Get-CVProject -Verbose -Debug", "$error"], Key);
        Assert.Contains(server.Requests, request => request.Header("Training-key") == Key); // it was sent, so it could have been shown
    }

    [Fact]
    public void The_objects_hold_keys_only_as_SecureString()
    {
        session.With("service", shared.Service);

        Assert.IsType<SecureString>(shared.Service.Properties["TrainingKey"].Value);
        Assert.IsType<SecureString>(shared.Service.Properties["PredictionKey"].Value);
        Assert.DoesNotContain(session.Output("$service.Connection.PSObject.Properties | ForEach-Object Name"), name => name.ToString() is "TrainingKey" or "PredictionKey");
    }

    private void AssertHidden(IEnumerable<string> scripts, string key)
    {
        foreach (var script in scripts)
        {
            var shown = session.Screen($"try {{ {script} }} catch {{ $_; $_ | ForEach-Object {{ $_.Exception.ToString() }} }}");
            var outcome = session.Run(script);
            var errors = outcome.Errors.Append(outcome.Terminating).OfType<ErrorRecord>().Select(error => $"{error} {error.Exception} {error.ErrorDetails}");

            var all = $"{shown} {outcome.Talk} {string.Join(' ', errors)} {string.Join(' ', outcome.Output)}";

            Assert.DoesNotContain(key, all, StringComparison.OrdinalIgnoreCase);
        }
    }

    private string Key() => new System.Net.NetworkCredential("", (SecureString)shared.Service.Properties["TrainingKey"].Value).Password;
}
