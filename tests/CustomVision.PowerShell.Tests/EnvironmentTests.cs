using CustomVision.PowerShell.Tests.Hosting;

namespace CustomVision.PowerShell.Tests;

/// <summary>Settings from the environment, as runbooks and pipelines have them. They belong to the whole process, so these run alone.</summary>
[Collection(nameof(Alone))]
public sealed class EnvironmentTests(SharedService shared) : IDisposable
{
    public void Dispose()
    {
        Environment.SetEnvironmentVariable("VISION_TRAINING_ENDPOINT", null);
        Environment.SetEnvironmentVariable("VISION_TRAINING_KEY", null);
    }

    [Fact]
    public void Cmdlets_work_with_nothing_but_the_environment()
    {
        using var session = new Session().With("service", shared.Service);
        Environment.SetEnvironmentVariable("VISION_TRAINING_ENDPOINT", shared.Service.Properties["Endpoint"].Value.ToString());
        Environment.SetEnvironmentVariable("VISION_TRAINING_KEY", Key());

        Assert.NotEmpty(session.Output("Get-CVDomain"));
        Assert.Equal("environment", session.Output("(Get-CVConnection).Source").Single().BaseObject);
        session.Output("Connect-CVService");
        Assert.Equal("Connect-CVService", session.Output("(Get-CVConnection).Source").Single().BaseObject);
    }

    [Fact]
    public void A_variable_that_cannot_be_used_is_named()
    {
        using var session = new Session();
        Environment.SetEnvironmentVariable("VISION_TRAINING_ENDPOINT", "not an address");

        var outcome = session.Run("Get-CVProject");

        Assert.Equal("BadEnvironment", session.Run("Connect-CVService -PredictionEndpoint https://example.com").TerminatingId);
        Assert.Equal("BadEnvironment", outcome.TerminatingId);
        Assert.Contains("VISION_TRAINING_ENDPOINT", outcome.Terminating!.ToString(), StringComparison.Ordinal);
    }

    private string Key() => new System.Net.NetworkCredential("", (System.Security.SecureString)shared.Service.Properties["TrainingKey"].Value).Password;
}

/// <summary>Tests that no other may run beside.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
