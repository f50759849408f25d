using System.Net;
using System.Net.Http.Json;
using System.Security;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>
/// Runs scripts that each make one operation of the local service in $service: first while the service rejects the operation,
/// then while it does not. The session has $new, an image that no project has, and $textures, the folder of the images for training.
/// </summary>
internal sealed class OperationWalk : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();

    public OperationWalk() =>
        Session.With("new", folder.Image("new.jpg")).With("file", folder.PathOf("artifact.jpg")).With("textures", Path.Combine(Repository.Textures, "train"));

    public Session Session { get; } = Session.Reusable();

    public void Dispose()
    {
        http.Dispose();
        Session.Dispose();
        folder.Dispose();
    }

    /// <summary>Starts the service. The script assigns it to $service.</summary>
    public void Start(string script)
    {
        Session.Output(script);
        var key = (SecureString)Session.Output("$service.TrainingKey").Single().BaseObject;
        http.DefaultRequestHeaders.Add("Training-key", new NetworkCredential("", key).Password);
        http.BaseAddress = (Uri)Session.Output("$service.Endpoint").Single().BaseObject;
    }

    /// <summary>Runs the steps in their order. A step without an operation prepares the next one.</summary>
    public async Task RunAsync(IEnumerable<(string Operation, string Script)> steps)
    {
        foreach (var (operation, script) in steps)
        {
            if (operation.Length > 0)
                await RefuseAsync(operation, script);
            var outcome = Session.Run($"$VerbosePreference = 'Continue'; {script}");

            Assert.True(outcome.Errors.Count == 0 && outcome.Terminating is null, $"{script}: {string.Join("; ", outcome.Errors)}{outcome.Terminating}");
            Assert.Contains($"{operation}: ", outcome.Talk, StringComparison.Ordinal);
        }
    }

    /// <summary>Runs a script while the service rejects its operation, and checks the error.</summary>
    public async Task RefuseAsync(string operation, string script)
    {
        using var answer = await http.PostAsJsonAsync(
            "_local/faults", new { operation, status = 400, code = "BadRequestNotSupported", message = "Not today", count = 1 }, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        var outcome = Session.Run(script);

        var error = Assert.Single(outcome.Errors.Append(outcome.Terminating).OfType<ErrorRecord>());
        Assert.Contains($"Not today ({operation}: 400 BadRequestNotSupported, request id ", error.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.StartsWith("BadRequest,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }
}
