using System.Diagnostics;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>What Tab offers.</summary>
public sealed class CompletionTests(SharedService shared) : ProjectTest(shared)
{
    [Fact]
    public void Projects_complete_by_the_beginning_of_their_names()
    {
        var name = $"Tab-{Guid.NewGuid():N}";
        Session.With("name", name).Output("New-CVProject $name");

        Assert.Equal([name], Offers($"Get-CVTag {name[..9].ToLowerInvariant()}"));
        Assert.Equal([name], Offers($"Get-CVTag -Project {name[..9]}"));
        Assert.Equal([name], Offers($"Get-CVTag -ProjectId '{name[..9]}"));
        Assert.Equal([name], Offers($"Get-CVProject {name[..9]}"));
        Assert.Equal([name], Offers($"Add-CVTrainingImage x.jpg -ProjectId {name[..9]}"));
    }

    [Fact]
    public void A_name_that_is_no_plain_word_is_quoted()
    {
        var name = $"it's {Guid.NewGuid():N} $x";
        Session.With("name", name).Output("New-CVProject $name");
        var quoted = $"'{name.Replace("'", "''")}'";

        Assert.Equal([quoted], Offers($"Get-CVTag '{name[..14].Replace("'", "''")}"));
        Assert.Equal([quoted], Offers($"Get-CVTag \"{name[..14]}"));
        Assert.Equal(name, Session.Output($"(Get-CVProject -ProjectId {quoted}).Name").Single().ToString());
    }

    [Fact]
    public void Tags_complete_once_the_project_is_known()
    {
        Session.Output("New-CVTag $project oak, 'old oak', ash");

        Assert.Equal(["oak", "'old oak'"], Offers("Get-CVTag $project -TagId o"));
        Assert.Equal(["ash", "oak", "'old oak'"], Offers("Remove-CVTag $project.Id -Tag ").Order(StringComparer.Ordinal).OrderBy(offer => offer.Trim('\'')));
        Assert.Equal(["oak", "'old oak'"], Offers("Add-CVTrainingImage x.jpg -Project $project -Tag o"));
        Assert.Equal(["oak", "'old oak'"], Offers("Set-CVTag $project o"));
        Assert.Equal(["oak", "'old oak'"], Offers("Add-CVImageTag -Project $project -Tag o"));
        Assert.DoesNotContain("oak", Offers("Remove-CVTag -Tag o"));
    }

    [Fact]
    public void Iterations_complete_once_the_project_is_known()
    {
        Session.With("service", Shared.Service).Output("Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 1.0");
        Assert.Equal(["'Iteration 1'"], Offers("Get-CVIterationPerformance $project it"));
        Assert.Equal(["'Iteration 1'"], Offers("Set-CVIteration $project 'Iter"));
        Assert.Equal(["'Iteration 1'"], Offers("Get-CVTrainingImage $project -Iteration \"Iteration"));
        Assert.DoesNotContain("'Iteration 1'", Offers("Get-CVIterationPerformance -IterationId it"));
    }

    [Fact]
    public void Domains_complete()
    {
        Assert.Equal(["Food", "'Food (compact)'"], Offers("New-CVProject x -Domain fo"));
        Assert.Equal(["Food", "'Food (compact)'"], Offers("Set-CVProject x -Domain fo"));
        Assert.Equal(["Food", "'Food (compact)'"], Offers("Get-CVDomain fo"));
        Assert.Equal(["Food", "'Food (compact)'"], Offers("Get-CVDomain -DomainId fo"));
    }

    [Fact]
    public void Ids_of_images_complete_from_how_tables_show_them()
    {
        var ids = Session.With("files", Folder.Images(3)).Output("$files | Add-CVTrainingImage -ProjectId $project").Select(result => $"{result.Properties["Image"].Value}").ToList();

        Assert.Equal(ids.Order(), Offers("Remove-CVTrainingImage $project ").Order());
        Assert.Equal([ids[1]], Offers($"Remove-CVTrainingImage $project {ids[1][..8]}"));
        Assert.Equal([ids[2]], Offers($"Add-CVImageTag $project -ImageId {ids[2][..8].ToUpperInvariant()}"));
        Assert.Equal([ids[0]], Offers($"Remove-CVImageTag $project '{ids[0][..8]}"));
        Assert.DoesNotContain(ids[0], Offers("Remove-CVTrainingImage -ImageId "));
    }

    [Fact]
    public async Task Ids_of_predictions_complete()
    {
        const string Wanted = "0a1b2c3d-0000-4000-8000-000000000001";
        await using var server = new ScriptedServer(ServerReply.Json(
            $$"""{"Results":[{"Id":"{{Guid.Empty}}","Predictions":[]},{"Id":"{{Wanted}}","Predictions":[{"Tag":"oak","Probability":0.9}]}]}"""));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck -ApiVersion 1.0");

        Assert.Equal([Wanted], Offers("Remove-CVPrediction $project.Id 0a1b"));
        Assert.Equal([Wanted], Offers("Add-CVTrainingImage -ProjectId $project.Id -PredictionId 0a1b"));
        Assert.All(server.Requests, request => Assert.Contains("/predictions?", request.Target, StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_of_faults_complete()
    {
        Session.Output("$own = Start-CVLocalService -InMemory -NoConnect; $null = $own | Add-CVLocalFault GetTags -Status 503");
        try
        {
            Assert.Equal(["1"], Offers("Get-CVLocalFault -Service $own -Id "));
            Assert.Equal(["1"], Offers("Remove-CVLocalFault -Connection $own.Connection -Id 1"));
        }
        finally
        {
            Session.Output("$own | Stop-CVLocalService");
        }
    }

    [Fact]
    public void Addresses_of_local_services_complete()
    {
        var endpoint = Session.With("service", Shared.Service).Output("$service.Endpoint.ToString()").Single().ToString();

        Assert.Contains(endpoint, Offers("Stop-CVLocalService -Endpoint http"));
    }

    /// <summary>A parameter that takes what exists has a completer, by what it is of: name and kind of parameter say what that is.</summary>
    [Theory]
    [MemberData(nameof(ModuleTests.Cmdlets), MemberType = typeof(ModuleTests))]
    public void A_parameter_that_takes_what_exists_completes_it(string name)
    {
        var cmdlet = (CmdletInfo)Session.Output($"Get-Command {name}").Single().BaseObject;
        foreach (var parameter in cmdlet.Parameters.Values)
        {
            var completer = parameter.Attributes.OfType<ArgumentCompleterAttribute>().SingleOrDefault()?.Type?.Name;

            Assert.True(Expected(cmdlet, parameter) is not { } expected || completer == expected, $"{name} -{parameter.Name}: {completer ?? "nothing"} completes it.");
        }
    }

    [Theory]
    [MemberData(nameof(ModuleTests.Cmdlets), MemberType = typeof(ModuleTests))]
    public void Every_value_of_an_enumerated_parameter_completes(string name)
    {
        var cmdlet = (CmdletInfo)Session.Output($"Get-Command {name}").Single().BaseObject;
        foreach (var parameter in cmdlet.Parameters.Values.Where(IsOwn))
            if ((Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) is { IsEnum: true } type)
                Assert.Equal(Enum.GetNames(type).Order(), Offers($"{name} -{parameter.Name} ").Order());
    }

    private static string? Expected(CmdletInfo cmdlet, ParameterMetadata parameter)
    {
        var type = parameter.ParameterType.IsArray ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var takesExisting = type.Name is "NameOrId" || type == typeof(Guid)
            || (parameter.Name == "Name" && cmdlet.Verb == "Get") || (parameter.Name == "Tag" && type == typeof(string));
        return (takesExisting, parameter.Name, cmdlet.Noun) switch
        {
            (true, "ProjectId", _) or (true, "Name", "CVProject") => "ProjectCompleter",
            (true, "TagId" or "Tag" or "SelectedTag", _) or (true, "Name", "CVTag") => "TagCompleter",
            (true, "IterationId", _) or (true, "Name", "CVIteration") => "IterationCompleter",
            (true, "DomainId", _) or (true, "Name", "CVDomain") => "DomainCompleter",
            (true, "ImageId", _) => "ImageCompleter",
            (true, "PredictionId", _) => "PredictionCompleter",
            (true, "RegionId", _) => "RegionCompleter",
            (true, _, _) => "one that this test does not know yet",
            (_, "Id", "CVLocalFault") => "LocalFaultCompleter",
            (_, "Operation", "CVLocalFault") => "FaultOperationCompleter",
            (_, "Operation", _) => "OperationCompleter",
            _ when type == typeof(Uri) => "LocalEndpointCompleter",
            _ => null,
        };
    }

    private static bool IsOwn(ParameterMetadata parameter) =>
        !Cmdlet.CommonParameters.Contains(parameter.Name) && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name);

    [Fact]
    public void Without_a_connection_nothing_is_offered_and_nothing_is_said()
    {
        var outcome = Session.Run("Disconnect-CVService; [System.Management.Automation.CommandCompletion]::CompleteInput('New-CVProject x -Domain fo', 26, $null).CompletionMatches");

        Assert.Null(outcome.Terminating);
        Assert.Empty(outcome.Errors);
        Assert.DoesNotContain(outcome.Output, offer => offer.Properties["CompletionText"].Value.Equals("Food"));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(500)]
    public async Task A_service_that_refuses_offers_nothing(int status)
    {
        await using var server = new ScriptedServer(ServerReply.Json("""{"Code":"X","Message":"no"}""", status));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck -ApiVersion 1.0");

        Assert.DoesNotContain("Food", Offers("New-CVProject x -Domain Fo"));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_given_up_within_two_seconds()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck -ApiVersion 1.0");
        Offers("Get-Date -Year "); // what completion itself costs the first time is not the service's
        var clock = Stopwatch.StartNew();

        Offers("New-CVProject x -Domain Fo");

        Assert.Single(server.Requests);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"It took {clock.Elapsed}."); // 1.8 s, and room for a busy machine
    }

    private List<string> Offers(string line) =>
    [
        .. Session.With("line", line)
            .Output("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches")
            .Select(offer => (string)offer.Properties["CompletionText"].Value),
    ];
}
