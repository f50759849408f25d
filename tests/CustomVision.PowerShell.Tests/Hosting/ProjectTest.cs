using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>A test with a connected session, a project of its own in $project, and a folder of its own.</summary>
public abstract class ProjectTest : IDisposable
{
    /// <param name="shared">The service.</param>
    /// <param name="width">The width of the screen in characters.</param>
    /// <param name="version">The version of the API; null for the default.</param>
    private protected ProjectTest(SharedService shared, int width = 100, string? version = null)
    {
        Shared = shared;
        Session = shared.ConnectToProject(width, version);
    }

    private protected SharedService Shared { get; }

    private protected Session Session { get; }

    private protected TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        Session.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
