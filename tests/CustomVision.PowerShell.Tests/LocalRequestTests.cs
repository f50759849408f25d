using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Get-CVLocalRequest: what a test can assert on.</summary>
public sealed class LocalRequestTests : IClassFixture<ControlledService>, IDisposable
{
    private readonly Session session;
    private readonly TemporaryFolder folder = new();

    public LocalRequestTests(ControlledService service) => session = service.Begin("-MaxRetry 0"); // each request is sent once

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void What_was_sent_is_told_with_what_came_of_it()
    {
        var before = DateTimeOffset.UtcNow.AddMinutes(-1);
        session.With("files", folder.Images(1)).Output("$project = New-CVProject told; $files | Add-CVTrainingImage -ProjectId $project -Tag seen -CreateTag");

        var upload = session.Output("Get-CVLocalRequest CreateImagesFromData").Single();
        object? Value(string name) => upload.Properties[name].Value;

        Assert.Equal(("POST", "CreateImagesFromData", 200, 1), (Value("Method"), Value("Operation"), Value("Status"), Value("ImageCount")));
        Assert.EndsWith("/images", (string)Value("Path")!, StringComparison.Ordinal);
        Assert.InRange((DateTimeOffset)Value("Time")!, before, DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.InRange((TimeSpan)Value("Duration")!, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
        Assert.InRange((long)Value("RequestBytes")!, 1L, 1_000_000L);
        Assert.InRange((long)Value("ResponseBytes")!, 1L, 1_000_000L);
        Assert.Equal(session.Output("$project.Id").Single().BaseObject, Value("ProjectId"));
        Assert.Equal(session.Output("(Get-CVTag $project).Id").Single().BaseObject, session.With("upload", upload).Output("$upload.TagIds").Single().BaseObject);
        Assert.True((long)Value("Sequence")! > 1);
        Assert.Empty(session.Output("(Get-CVLocalRequest CreateImagesFromData).Faults"));
    }

    [Fact]
    public void Requests_are_chosen_by_operation_and_place()
    {
        session.Output("Get-CVDomain | Out-Null; Get-CVProject | Out-Null; Get-CVDomain | Out-Null; Get-CVProject none* | Out-Null; Get-CVDomain | Out-Null");

        Assert.Equal(["GetDomains", "GetProjects", "GetDomains", "GetProjects", "GetDomains"], Operations("Get-CVLocalRequest"));
        Assert.Equal(["GetProjects", "GetProjects"], Operations("Get-CVLocalRequest getp*"));
        Assert.Equal(5, Operations("Get-CVLocalRequest getp*, GetDomains").Count());
        Assert.Equal(["GetDomains", "GetProjects"], Operations("Get-CVLocalRequest -First 2"));
        Assert.Equal(["GetProjects", "GetDomains"], Operations("Get-CVLocalRequest -Last 2"));
        Assert.Equal(["GetDomains", "GetDomains"], Operations("Get-CVLocalRequest -First 1 -Last 1"));
        Assert.Equal(5, Operations("Get-CVLocalRequest -First 4 -Last 4").Count());
        Assert.Empty(Operations("Get-CVLocalRequest CreateProject"));
    }

    [Fact]
    public void A_request_tells_the_faults_it_met_and_that_it_got_no_answer()
    {
        session.Output("$fault = Add-CVLocalFault GetDomains -Drop BeforeBody");
        session.Run("Get-CVDomain");

        var request = session.Output("Get-CVLocalRequest -Last 1").Single();

        Assert.Null(request.Properties["Status"].Value);
        Assert.Equal(session.Output("$fault.Id").Single().BaseObject, session.With("request", request).Output("$request.Faults").Single().BaseObject);
    }

    [Fact]
    public void What_the_service_is_told_to_do_by_its_own_cmdlets_is_no_request()
    {
        session.Output("Add-CVLocalFault GetTags 500; Get-CVLocalFault; Remove-CVLocalFault -All");

        Assert.Empty(session.Output("Get-CVLocalRequest"));
    }

    [Fact]
    public void No_key_is_in_what_is_told()
    {
        session.Output("Get-CVDomain | Out-Null");

        var request = session.Output("Get-CVLocalRequest").Single();
        var shown = session.Screen("Get-CVLocalRequest -Verbose 4>&1") + request + string.Join(' ', request.Properties.Select(member => member.Value));

        Assert.Contains("GetDomains", shown, StringComparison.Ordinal);
        Assert.Contains("/_local/requests", shown, StringComparison.Ordinal); // -Verbose was at work
        Assert.DoesNotContain(Key(), shown, StringComparison.Ordinal);
    }

    private string Key() =>
        new System.Net.NetworkCredential("", (System.Security.SecureString)session.Output("$service.TrainingKey").Single().BaseObject).Password;

    private IEnumerable<string> Operations(string script) => session.Output(script).Select(request => (string)request.Properties["Operation"].Value);
}
