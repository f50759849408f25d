using CustomVision.PowerShell.Tests.Hosting;

namespace CustomVision.PowerShell.Tests;

/// <summary>Get-CVDomain; New-, Get-, Remove-CVProject; New-, Get-, Remove-CVTag.</summary>
public sealed class ProjectAndTagTests(SharedService shared) : ProjectTest(shared)
{
    [Fact]
    public void Domains_are_listed_and_found_by_name()
    {
        Assert.Contains("General", Session.Output("Get-CVDomain").Select(domain => domain.ToString()));
        Assert.Equal("ee85a74c-405e-4adc-bb47-ffa8ca0c9f31", Session.Output("(Get-CVDomain general | Where-Object Type -EQ Classification).Id").Single().ToString());
    }

    [Fact]
    public void A_project_keeps_its_name_description_and_domain()
    {
        var name = $"birds {Guid.NewGuid():N} & ÄÖ/?";
        Session.With("name", name);

        var made = Session.Output("$made = New-CVProject $name -Description 'robins & wrens' -DomainId (Get-CVDomain Food); $made").Single();

        Assert.Equal(name, made.Properties["Name"].Value);
        Assert.Equal("robins & wrens", made.Properties["Description"].Value);
        Assert.Equal("c151d5b5-dd07-472a-acc8-15d29dea8518", Session.Output("$made.Settings.DomainId").Single().ToString());
        Assert.Equal(made.Properties["Id"].Value, Session.Output("(Get-CVProject $name).Id").Single().BaseObject);
        Assert.Equal(name, Session.Output("($made | Get-CVProject).Name").Single().ToString());
        Assert.Equal(name, Session.Output("(Get-CVProject -ProjectId $made.Id).Name").Single().ToString());
    }

    [Fact]
    public void Projects_are_found_by_wildcard_and_a_plain_name_that_nothing_has_is_an_error()
    {
        Assert.NotEmpty(Session.Output("Get-CVProject test-*"));
        Assert.Empty(Session.Output("Get-CVProject no-such-*"));

        var outcome = Session.Run("Get-CVProject no-such");

        Assert.Equal(["NameNotFound"], outcome.ErrorIds);
        Assert.Equal("no-such", outcome.Errors[0].TargetObject);
    }

    [Fact]
    public void An_unknown_project_is_an_error_that_names_it_and_lets_the_others_through()
    {
        var unknown = Guid.NewGuid();

        var outcome = Session.With("unknown", unknown).Run("$unknown, $project.Id | Get-CVProject");

        Assert.Null(outcome.Terminating);
        Assert.Single(outcome.Output);
        Assert.Equal(["ProjectNotFound"], outcome.ErrorIds);
        Assert.Equal(unknown, outcome.Errors[0].TargetObject);
        Assert.Contains("NotFoundProject", outcome.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("request id", outcome.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_removed_project_is_gone()
    {
        Session.Output("$project | Remove-CVProject -Confirm:$false");

        Assert.Equal(["ProjectNotFound"], Session.Run("Get-CVProject -ProjectId $project").ErrorIds);
        Assert.Equal(["ProjectNotFound"], Session.Run("Remove-CVProject $project -Confirm:$false").ErrorIds);
    }

    [Fact]
    public void Tags_are_made_found_and_removed_down_the_pipeline()
    {
        Session.Output("'brick', 'grass' | New-CVTag $project -Description 'a surface'");

        Assert.Equal(["brick", "grass"], Session.Output("$project | Get-CVTag").Select(tag => tag.ToString()).Order());
        Assert.Equal("a surface", Session.Output("(Get-CVTag $project brick).Description").Single().ToString());
        Assert.Equal("grass", Session.Output("Get-CVTag $project -TagId (Get-CVTag $project grass)").Single().ToString());
        Session.Output("Get-CVTag $project brick | Remove-CVTag -Confirm:$false");
        Assert.Equal(["grass"], Session.Output("Get-CVTag $project").Select(tag => tag.ToString()));
    }

    [Fact]
    public void A_tag_name_that_is_taken_and_a_tag_that_is_unknown_are_errors()
    {
        Session.Output("New-CVTag $project brick");

        Assert.Equal(["TagExists"], Session.Run("New-CVTag $project brick").ErrorIds);
        Assert.Equal(["NameNotFound"], Session.Run("Get-CVTag $project gravel").ErrorIds);
        Assert.Equal(["TagNotFound"], Session.Run("Get-CVTag $project -TagId ([guid]::NewGuid())").ErrorIds);
        Assert.Equal(["TagNotFound"], Session.Run("Remove-CVTag $project ([guid]::NewGuid()) -Confirm:$false").ErrorIds);
    }

    [Fact]
    public void Several_names_can_be_asked_for_at_once()
    {
        Session.Output("New-CVTag $project brick, grass, gravel");

        var outcome = Session.Run("Get-CVTag $project br*, gravel, sand");

        Assert.Equal(["brick", "gravel"], outcome.Output.Select(tag => tag.ToString()).Order());
        Assert.Equal("sand", Assert.Single(outcome.Errors).TargetObject);
    }

    [Theory]
    [InlineData("$tag | Remove-CVProject -Confirm:$false")]
    [InlineData("$image | Remove-CVProject -Confirm:$false")]
    [InlineData("Get-CVTrainingImage $tag")]
    [InlineData("$tag | Get-CVTag")]
    [InlineData("Remove-CVProject $tag -Confirm:$false")]
    public void A_tag_or_image_is_not_taken_for_its_whole_project(string script)
    {
        Session.With("texture", Path.Combine(CustomVision.Tests.Repository.Textures, "test", "brick", "brick_test_1.jpg")).Output(
            "$tag = New-CVTag $project brick; $image = (Add-CVTrainingImage $texture -ProjectId $project).Image");

        var outcome = Session.Run(script);

        Assert.Empty(outcome.Output);
        Assert.NotEmpty(outcome.Errors.Append(outcome.Terminating).OfType<ErrorRecord>());
        Assert.Single(Session.Output("Get-CVProject -ProjectId $project"));
    }

    [Fact]
    public void An_unknown_domain_is_an_error() =>
        Assert.Equal(["DomainNotFound"], Session.Run("New-CVProject x -DomainId ([guid]::NewGuid())").ErrorIds);

    [Theory]
    [InlineData("$tag")]
    [InlineData("$tag.Id")]
    [InlineData("\"$($tag.Id)\"")]
    [InlineData("\"{$($tag.Id)}\"")]
    [InlineData("@($tag)")]
    [InlineData("[guid[]] $tag.Id")]
    [InlineData("[pscustomobject] @{ Id = $tag.Id }")]
    [InlineData("[Collections.Generic.List[guid]] $tag.Id")]
    public void An_id_is_taken_in_every_form_it_comes_in(string id)
    {
        Session.Output("$tag = New-CVTag $project brick");

        Assert.Empty(Session.Output($"Get-CVTrainingImage $project -TagId ({id})"));
    }

    [Theory]
    [InlineData("Get-CVTag ''", "'' is not a project name or project id")]
    [InlineData("Get-CVTag (Get-CVConnection)", "is not a project name or project id")]
    [InlineData("Remove-CVTag $project $project", "is not a tag name or tag id")]
    [InlineData("Remove-CVTrainingImage $project 1, 2", "'1' is not a valid image id")]
    public void An_invalid_value_is_rejected_with_the_cmdlet_that_lists_valid_ones(string script, string message)
    {
        var outcome = Session.Run(script);

        Assert.Contains(message, outcome.Terminating!.ToString(), StringComparison.Ordinal);
        Assert.Contains("to list them", outcome.Terminating.ToString(), StringComparison.Ordinal);
    }
}
