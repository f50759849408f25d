using System.Text;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Set-CVProject, Set-CVTag, and Get-CVDomain by id.</summary>
public sealed class SetProjectAndTagTests(SharedService shared) : ProjectTest(shared)
{
    private const string Food = "c151d5b5-dd07-472a-acc8-15d29dea8518";

    [Fact]
    public void A_project_is_renamed_and_keeps_the_rest()
    {
        Session.With("name", $"birds {Guid.NewGuid():N} & ÄÖ/?").Output("$made = New-CVProject \"old-$name\" -Description 'robins' -Domain Food");

        Assert.Empty(Session.Output("$made | Set-CVProject -Name $name"));

        var now = Session.Output("$now = Get-CVProject $name; $now").Single();
        Assert.Equal("robins", now.Properties["Description"].Value);
        Assert.Equal(Food, Session.Output("$now.Settings.DomainId").Single().ToString());
        Assert.Equal(Session.Output("$made.Id").Single().BaseObject, now.Properties["Id"].Value);
    }

    [Fact]
    public void Description_and_domain_are_changed_and_the_changed_project_comes_out_with_PassThru()
    {
        var changed = Session.Output("$changed = Set-CVProject $project.Name -Description 'wrens & robins' -Domain food -PassThru; $changed").Single();

        Assert.Equal(Session.Output("$project.Name").Single().ToString(), changed.Properties["Name"].Value);
        Assert.Equal("wrens & robins", changed.Properties["Description"].Value);
        Assert.Equal("Food", Session.Output("($changed.Settings | Get-CVDomain).Name").Single().ToString());

        Assert.Equal("General", Session.Output("$changed = Set-CVProject $project -DomainId General -Description '' -PassThru; (Get-CVDomain -Id $changed.Settings).Name").Single().ToString());
        Assert.Equal("", Session.Output("$changed.Description").Single().ToString());
    }

    [Fact]
    public void A_name_that_is_taken_gets_a_number_and_that_is_said()
    {
        Session.Output("$other = New-CVProject \"other-$([guid]::NewGuid())\"");

        var outcome = Session.Run("$other | Set-CVProject -Name $project.Name");

        Assert.Empty(outcome.Errors);
        Assert.Contains($"'{Session.Output("$project.Name").Single()} (1)'", outcome.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("(1)", Session.Run("$project | Set-CVProject -Name $project.Name").Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_projects_are_changed_down_the_pipeline_and_an_unknown_one_lets_the_others_through()
    {
        Session.Output("$other = New-CVProject \"other-$([guid]::NewGuid())\"");

        var outcome = Session.With("unknown", Guid.NewGuid()).Run("$project, $unknown, $other.Name | Set-CVProject -Description same");

        Assert.Equal(["ProjectNotFound"], outcome.ErrorIds);
        Assert.Equal(Session.Output("$unknown").Single().BaseObject, outcome.Errors[0].TargetObject);
        Assert.Equal(["same", "same"], Session.Output("$project, $other | Get-CVProject | ForEach-Object Description").Select(text => text.ToString()));
    }

    [Theory]
    [InlineData("Set-CVProject $project -DomainId ([guid]::NewGuid())", "DomainNotFound")]
    [InlineData("Set-CVProject $project -Domain Faces", "NameNotFound")]
    [InlineData("Set-CVProject nobody-has-this-name -Name x", "NameNotFound")]
    [InlineData("Set-CVProject $project -Name (' ')", "BadRequest")]
    [InlineData("Get-CVDomain -DomainId ([guid]::NewGuid())", "DomainNotFound")]
    [InlineData("Get-CVDomain -DomainId Faces", "NameNotFound")]
    [InlineData("Set-CVTag $project oak -Name elm", "TagExists")]
    [InlineData("Set-CVTag $project ash -Name elm", "NameNotFound")]
    [InlineData("Set-CVTag $project ([guid]::NewGuid()) -Name elm", "TagNotFound")]
    [InlineData("Set-CVTag ([guid]::NewGuid()) ([guid]::NewGuid()) -Name elm", "ProjectNotFound")]
    public void What_the_service_does_not_know_or_want_is_an_error_and_the_pipeline_goes_on(string script, string id)
    {
        Session.Output("New-CVTag $project oak, elm");

        var outcome = Session.Run($"{script}; 'on'");

        Assert.Equal([id], outcome.ErrorIds);
        Assert.NotNull(outcome.Errors[0].TargetObject);
        Assert.NotEmpty(outcome.Errors[0].ErrorDetails.RecommendedAction);
        Assert.Equal("on", outcome.Output.Single().ToString());
    }

    [Theory]
    [InlineData("Set-CVProject $project -PassThru", "-Name, -Description, -DomainId, -ClassificationType, -TargetExportPlatform, -ExportModelContainerUri and -NotificationQueueUri")]
    [InlineData("Set-CVTag $project x -PassThru", "-Name, -Description and -Type")]
    public void To_change_nothing_is_an_error(string script, string parameters)
    {
        var outcome = Session.Run(script);

        Assert.Equal("NothingToChange", outcome.TerminatingId);
        Assert.Contains(parameters, outcome.Terminating!.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tag_is_renamed_and_described_and_its_images_keep_it()
    {
        Session.With("files", Folder.Images(2)).Output(
            "New-CVTag $project robin -Description red; $files | Add-CVTrainingImage -ProjectId $project -Tag robin");

        Assert.Empty(Session.Output("Get-CVTag $project robin | Set-CVTag -Name 'European robin'"));
        Assert.Equal("European robin red 2", Line("Get-CVTag $project"));

        Assert.Equal("European robin small 2", Line("Set-CVTag $project.Name 'european robin' -Description small -PassThru"));
        Assert.Equal("wren  2", Line("Set-CVTag $project (Get-CVTag $project) -Name wren -Description '' -PassThru"));
    }

    [Theory]
    [InlineData("Set-CVProject $id -Name new", """{"Name":"new","Description":"about","Settings":{"DomainId":"c151d5b5-dd07-472a-acc8-15d29dea8518"}}""")]
    [InlineData("Set-CVProject $id -Description ''", """{"Name":"old","Description":"","Settings":{"DomainId":"c151d5b5-dd07-472a-acc8-15d29dea8518"}}""")]
    [InlineData("Set-CVProject $id -DomainId $food", """{"Name":"old","Description":"about","Settings":{"DomainId":"c151d5b5-dd07-472a-acc8-15d29dea8518"}}""")]
    [InlineData("Set-CVTag $id $id -Name new", """{"Name":"new","Description":"about"}""")]
    [InlineData("Set-CVTag $id $id -Description new", """{"Name":"old","Description":"new"}""")]
    public async Task What_is_not_changed_is_sent_as_it_is(string script, string body)
    {
        await using var server = new ScriptedServer(ServerReply.Json(
            $$$"""{"Id":"00000000-0000-0000-0000-000000000001","Name":"old","Description":"about","Settings":{"DomainId":"{{{Food}}}"}}"""));
        Session.With("endpoint", server.Endpoint).With("id", Guid.NewGuid()).With("food", Food)
            .Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck -ApiVersion 1.0");

        Session.Output(script + " -WarningAction Ignore");

        Assert.Equal(["GET", "PATCH"], server.Requests.Select(request => request.Method));
        Assert.Equal(body, Encoding.UTF8.GetString(server.Requests[1].Body));
    }

    [Theory]
    [InlineData("Set-CVProject birds -Name ducks -Description '' -Domain Food -WhatIf", "\"Rename to 'ducks', remove the description, set domain to 'Food'\" on target \"project 'birds'\"")]
    [InlineData("Set-CVTag birds robin -Description 'red breast' -WhatIf", "\"Set description to 'red breast'\" on target \"tag 'robin' of project 'birds'\"")]
    public void What_if_says_what_would_be_changed(string script, string said) => Assert.Contains(said, Session.Screen(script), StringComparison.Ordinal);

    [Fact]
    public async Task A_key_that_is_refused_ends_the_pipeline()
    {
        await using var server = new ScriptedServer(ServerReply.Empty(401));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck -ApiVersion 1.0");

        Assert.Equal("AccessDenied", Session.Run("$project, $project | Set-CVProject -Name x").TerminatingId);
        Assert.Equal("AccessDenied", Session.Run("Set-CVTag $project ([guid]::NewGuid()) -Name x").TerminatingId);
        Assert.Equal(2, server.Requests.Count);
    }

    private string Line(string script) => Session.With("tag", Session.Output(script).Single()).Output("\"$($tag.Name) $($tag.Description) $($tag.ImageCount)\"").Single().ToString();
}
