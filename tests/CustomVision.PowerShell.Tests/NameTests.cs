using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Names wherever ids do: NameOrId parameters of every cmdlet.</summary>
public sealed class NameTests(SharedService shared) : ProjectTest(shared)
{
    [Fact]
    public void A_project_and_its_tags_are_named_by_name_throughout()
    {
        Session.With("files", Folder.Images(2));

        Session.Output("New-CVTag -Project $project.Name -Name robin");
        Session.Output("$files | Add-CVTrainingImage -Project $project.Name -Tag robin");

        Assert.Equal("robin", Session.Output("(Get-CVTag -Project $project.Name).Name").Single().ToString());
        Assert.Equal("robin", Session.Output("(Get-CVTag $project.Name -Id Robin).Name").Single().ToString());
        Assert.Equal(2, Session.Output("Get-CVTrainingImage -Project $project.Name -Tag robin").Count);
        Session.Output("$project.Name | Get-CVTag | Remove-CVTag -Project $project.Name -Confirm:$false");
        Assert.Empty(Session.Output("Get-CVTag $project"));
        Session.Output("Get-CVTrainingImage $project | Remove-CVTrainingImage -Confirm:$false");
        Assert.Equal("test", Session.Output("(Get-CVProject -ProjectId $project.Name).Name.Substring(0, 4)").Single().ToString());
        Session.Output("Remove-CVProject $project.Name -Confirm:$false");
        Assert.Equal(["ProjectNotFound"], Session.Run("$project | Get-CVProject").ErrorIds);
    }

    [Fact]
    public void A_domain_is_named_by_name() => Assert.Equal(
        "c151d5b5-dd07-472a-acc8-15d29dea8518",
        Session.Output("(New-CVProject \"food $([guid]::NewGuid())\" -Domain food).Settings.DomainId").Single().ToString());

    [Theory]
    [InlineData("Get-CVTag birds-$x", "There is no project named 'birds-1'.")]
    [InlineData("Remove-CVTag $project robin -Confirm:$false", "There is no tag named 'robin'.")]
    [InlineData("New-CVProject x -Domain Faces", "There is no domain named 'Faces'.")]
    [InlineData("Get-CVTag $project -Iteration best", "There is no iteration named 'best'.")]
    public void A_name_that_nothing_has_is_an_error_and_the_pipeline_goes_on(string script, string message)
    {
        var outcome = Session.With("x", 1).Run($"{script}; 'on'");

        Assert.Null(outcome.Terminating);
        Assert.Equal(["NameNotFound"], outcome.ErrorIds);
        Assert.Equal(message, outcome.Errors[0].ToString());
        Assert.Matches("^Run Get-CV[A-Z][a-z]+ to list the [a-z]+s[.]$", outcome.Errors[0].ErrorDetails.RecommendedAction);
        Assert.Equal("on", outcome.Output.Single().ToString());
    }

    [Theory]
    [InlineData("Get-CVProject $begins", "$project", "project", "-ProjectId")]
    [InlineData("Get-CVTag $begins", "$project", "project", "-ProjectId")]
    [InlineData("Get-CVTag $project $begins", "New-CVTag $project robin", "tag", "-TagId")]
    [InlineData("Get-CVTag $project -TagId $begins", "New-CVTag $project robin", "tag", "-TagId")]
    [InlineData("Get-CVTrainingImage $project -Tag $begins", "New-CVTag $project robin", "tag", "-TagId")]
    [InlineData("Get-CVDomain $begins", "Get-CVDomain food", "domain", "-DomainId")]
    public void The_error_for_a_shortened_id_contains_the_full_id(string script, string thing, string noun, string parameter)
    {
        Session.Output($"$thing = {thing}; $begins = [string] $thing.Id; $begins = $begins.Substring(0, 8)");
        var (id, name, begins) = (Session.Output("$thing.Id").Single(), Session.Output("$thing.Name").Single(), Session.Output("$begins").Single());

        var outcome = Session.Run(script);

        Assert.Equal(["NameNotFound"], outcome.ErrorIds);
        Assert.Equal($"There is no {noun} named '{begins}'. The id of '{name}' begins with this text.", outcome.Errors[0].ToString());
        Assert.StartsWith($"Specify the name, or the full id with {parameter}: {id}. ", outcome.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Format-List shows full ids.", outcome.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_for_an_unknown_shortened_id_explains_how_to_see_full_ids()
    {
        var outcome = Session.Run("Get-CVTag $project -TagId 0a1b2c3d");

        Assert.Equal("There is no tag named '0a1b2c3d'.", outcome.Errors.Single().ToString());
        Assert.Equal(
            "Run Get-CVTag to list the tags. Tables shorten ids. Format-List shows full ids.",
            outcome.Errors[0].ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_shortened_image_id_is_rejected_with_a_hint_about_full_ids()
    {
        var refusal = Session.Run("Remove-CVTrainingImage $project 0a1b2c3d -Confirm:$false").Terminating!;

        Assert.Contains(
            "'0a1b2c3d' is not a valid image id. An id has the form ee85a74c-405e-4adc-bb47-ffa8ca0c9f31. "
            + "Run Get-CVTrainingImage to list them. Tables shorten ids. Format-List shows full ids.",
            refusal.ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026")]
    [InlineData("01234567")]
    [InlineData("1e234567")]
    [InlineData("1234567d")]
    public void A_name_that_PowerShell_takes_for_a_number_is_the_name_as_it_was_typed(string name)
    {
        Session.Output($"New-CVTag $project '{name}'");

        Assert.Equal(name, Session.Output($"(Get-CVTag $project -TagId {name}).Name").Single().ToString());
    }

    [Fact]
    public void The_case_of_a_name_decides_only_between_names_that_differ_by_it()
    {
        Session.Output("New-CVTag $project Oak; New-CVTag $project OAK");

        Assert.Equal("OAK", Session.Output("(Get-CVTag $project -TagId OAK).Name").Single().ToString());
        var outcome = Session.Run("Get-CVTag $project -TagId oak");

        Assert.Equal(["NameNotUnique"], outcome.ErrorIds);
        Assert.Equal("oak", outcome.Errors[0].TargetObject);
        Assert.StartsWith("There are 2 tags named 'oak'", outcome.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tag_made_further_up_the_pipeline_is_found_by_name()
    {
        var left = Session.Output(
            """
            'ash', 'elm' | New-CVTag $project | & { process { [pscustomobject]@{ ProjectId = $project.Name; TagId = $_.Name } } } |
                Remove-CVTag -Confirm:$false
            Get-CVTag $project
            """);

        Assert.Empty(left);
    }

    [Fact]
    public async Task Names_cost_one_listing_and_ids_none()
    {
        await using var server = new ScriptedServer(
            ServerReply.Json("""[{"Id":"00000000-0000-0000-0000-000000000001","Name":"birds"}]"""),
            ServerReply.Json("""{"Tags":[]}"""),
            ServerReply.Json("""{"Tags":[]}"""),
            ServerReply.Json("""{"Tags":[]}"""));

        Session.With("endpoint", server.Endpoint)
            .Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck -ApiVersion 1.0; 'birds', 'Birds', [guid]::NewGuid() | Get-CVTag");

        Assert.Equal(4, server.Requests.Count);
        Assert.Single(server.Requests, request => request.Target.EndsWith("/projects", StringComparison.Ordinal));
    }

    [Fact]
    public void What_if_shows_the_name_that_was_given_or_that_the_object_has()
    {
        Assert.Contains("project 'no-such-project'", Session.Screen("Remove-CVProject no-such-project -WhatIf"), StringComparison.Ordinal);
        Assert.Contains("project 'test-", Session.Screen("$project | Remove-CVProject -WhatIf"), StringComparison.Ordinal);
    }
}
