using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Training, publishing, predicting and exporting with version 3.3, against one trained project.</summary>
public sealed class PublishTests(PublishTests.Trained trained) : IClassFixture<PublishTests.Trained>
{
    private Session Session => trained.Session;

    [Fact]
    public void An_iteration_is_published_renamed_replaced_and_unpublished()
    {
        Assert.Empty(Session.Output("Get-CVIteration $project -Published | Unpublish-CVIteration"));
        Assert.Empty(Session.Output("$first | Publish-CVIteration -Name production"));
        Assert.Equal(["Iteration 1 production"], Published());

        // The same name again is no error, so that a script can be repeated.
        Assert.Equal("production", Property("$first | Publish-CVIteration -Name production -PassThru", "PublishName"));
        Assert.Equal(["IterationIsPublished"], Session.Run("$first | Publish-CVIteration -Name other").ErrorIds);
        Assert.Equal("other", Property("Publish-CVIteration $project 'Iteration 1' other -Force -PassThru", "PublishName"));
        Assert.Equal(["PublishNameTaken"], Session.Run("$second | Publish-CVIteration -Name other").ErrorIds);
        Session.Output("$second | Publish-CVIteration -Name other -Overwrite");
        Assert.Equal(["Iteration 2 other"], Published());

        Session.Output("Unpublish-CVIteration $project 'Iteration 2'");
        Assert.Empty(Published());
    }

    [Theory]
    [InlineData("-PredictionResourceId /subscriptions/s", "BadArgument", "Specify the whole id")]
    [InlineData("-Connection $bare", "NoPredictionResource", "not known")]
    public void The_prediction_resource_is_checked_before_anything_is_sent(string options, string id, string message)
    {
        Session.Output("$bare = Connect-CVService -Endpoint https://trees.cognitiveservices.azure.com -TrainingKey abcdef -SkipCheck -PassThru");
        trained.Connect();

        var outcome = Session.Run($"$first | Publish-CVIteration -Name production {options}");

        Assert.Equal(id, outcome.TerminatingId);
        Assert.Contains(message, outcome.Terminating!.ErrorDetails?.Message ?? outcome.Terminating.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_only_published_iteration_predicts_and_several_must_be_told_apart()
    {
        Session.Output("Get-CVIteration $project -Published | Unpublish-CVIteration");
        Assert.Equal("NoPublishedIteration", Session.Run("$photos | Invoke-CVPrediction -ProjectId $project").TerminatingId);

        Session.Output("$first | Publish-CVIteration -Name one");
        Assert.Equal(["brick", "grass"], Session.Output("$photos | Invoke-CVPrediction -ProjectId $project").Select(result => result.Properties["Tag"].Value));
        Assert.Equal("brick", Property("$photos[0] | Invoke-CVPrediction -ProjectId $project -IterationId 'Iteration 1'", "Tag"));
        var unpublished = Session.Run("$photos | Invoke-CVPrediction -ProjectId $project -IterationId 'Iteration 2'");
        Assert.Equal("NoPublishedIteration", unpublished.TerminatingId);
        Assert.Contains("'Iteration 2'", unpublished.Terminating!.ErrorDetails.Message, StringComparison.Ordinal);

        Session.Output("$second | Publish-CVIteration -Name two");
        var several = Session.Run("$photos | Invoke-CVPrediction -ProjectId $project");
        Assert.Equal("SeveralPublishedIterations", several.TerminatingId);
        Assert.Contains("'one', 'two'", several.Terminating!.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal("brick", Property("$photos[0] | Invoke-CVPrediction -ProjectId $project -PublishedName two", "Tag"));
    }

    [Fact]
    public void A_published_name_needs_only_the_prediction_key_and_one_request()
    {
        Session.Output("$first | Publish-CVIteration -Name one -Force; $keyed = Connect-CVService -PredictionEndpoint $service.Endpoint -PredictionKey $service.PredictionKey -ApiVersion 3.3 -SkipCheck -PassThru");
        trained.Connect();

        var outcome = Session.Run("$photos[0] | Invoke-CVPrediction -ProjectId $project.Id -PublishedName one -Connection $keyed -Verbose");

        Assert.Equal("brick", outcome.Output.Single().Properties["Tag"].Value);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(outcome.Talk, "request id"));
        Assert.Equal("IterationNotPublished", Session.Run("$photos[0] | Invoke-CVPrediction -ProjectId $project.Id -PublishedName none").TerminatingId);
    }

    [Fact]
    public void Images_of_a_project_are_predicted_from_the_pipeline_and_stored_predictions_are_found_by_their_best_tag()
    {
        Session.Output("Get-CVPrediction $project | Remove-CVPrediction -Confirm:$false; $first | Publish-CVIteration -Name one -Force");

        Assert.Equal(
            ["brick", "brick", "grass", "grass"],
            Session.Output("'brick', 'grass' | ForEach-Object { Get-CVTrainingImage $project -Tag $_ -First 2 } | Invoke-CVPrediction -ProjectId $project -PublishedName one")
                .Select(result => result.Properties["Tag"].Value));

        Assert.Equal(4, Session.Output("Get-CVPrediction $project").Count);
        Assert.Equal(2, Session.Output("Get-CVPrediction $project -Tag brick").Count);
        Assert.All(Session.Output("Get-CVPrediction $project -Tag brick"), stored => Assert.StartsWith("brick ", (string)stored.Properties["TagProbabilities"].Value, StringComparison.Ordinal));
        Assert.Equal(4, Session.Output("Get-CVPrediction $project -Tag brick -Threshold 0").Count);
    }

    [Fact]
    public void A_photograph_of_any_size_is_predicted_with_Resize_and_the_error_without_it_names_the_parameter()
    {
        using var folder = new TemporaryFolder();
        var brick = Directory.GetFiles(Path.Combine(Repository.Textures, "test", "brick"))[0];
        var large = folder.Write("large.jpg", [.. File.ReadAllBytes(brick), .. new byte[5 * 1024 * 1024]]);
        Session.With("large", large).Output("$first | Publish-CVIteration -Name one -Force");

        var refused = Session.Run("Invoke-CVPrediction $large -ProjectId $project -PublishedName one");

        Assert.Equal(["ImageTooLarge"], refused.ErrorIds);
        Assert.Contains("-Resize", refused.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("brick", Property("Invoke-CVPrediction $large -ProjectId $project -PublishedName one -Resize", "Tag"));
    }

    [Fact]
    public void A_quick_test_needs_no_publication_and_stores_nothing_if_told_so()
    {
        Session.Output("Get-CVPrediction $project | Remove-CVPrediction -Confirm:$false");

        Assert.Equal("brick", Property("$photos[0] | Invoke-CVPrediction -ProjectId $project -QuickTest -NoStore", "Tag"));
        Assert.Empty(Session.Output("Get-CVPrediction $project"));
        Assert.Equal("brick", Property("$photos[0] | Invoke-CVPrediction -ProjectId $project -QuickTest -IterationId 'Iteration 1'", "Tag"));
        Assert.Single(Session.Output("Get-CVPrediction $project"));
    }

    [Fact]
    public void A_training_that_is_not_needed_can_return_the_latest_iteration()
    {
        var latest = Property("$latest = Start-CVTraining $project -Force -Wait; $latest", "Name");

        Assert.Equal(["TrainingNotNeeded"], Session.Run("Start-CVTraining $project").ErrorIds);
        Assert.Equal(latest, Property("Start-CVTraining $project -WhenUnchanged UseLatest", "Name"));
        Session.Output("$latest | Remove-CVIteration -Confirm:$false");
    }

    [Fact]
    public void Before_a_training_the_tags_are_named_that_make_it_fail()
    {
        Session.Output("$small = New-CVProject small; $null = 'wide', 'empty' | ForEach-Object { New-CVTag $small $_ }; $null = $photos[0] | Add-CVTrainingImage -ProjectId $small -Tag wide");

        var outcome = Session.Run("Start-CVTraining $small");

        Assert.Contains("The training of 'small' will probably fail. Each tag needs at least 5 images. Too few have: 'empty' (0), 'wide' (1).", outcome.Talk, StringComparison.Ordinal);
        Assert.Equal(["NotEnoughImages"], outcome.ErrorIds);
    }

    [Fact]
    public void A_published_iteration_is_deleted_only_with_Force()
    {
        Session.Output("$third = Start-CVTraining $project -Force -Wait; $third | Publish-CVIteration -Name three");

        Assert.Equal(["IterationIsPublished"], Session.Run("$third | Remove-CVIteration -Confirm:$false").ErrorIds);
        Session.Output("$third | Remove-CVIteration -Force -Confirm:$false");

        Assert.Equal(["Iteration 1", "Iteration 2"], Session.Output("Get-CVIteration $project | Sort-Object Name").Select(iteration => iteration.Properties["Name"].Value));
    }

    [Fact]
    public void A_project_with_a_published_iteration_is_deleted_only_with_Force()
    {
        Session.Output("$copy = Copy-CVProject $project -Name published-copy; Get-CVIteration $copy.ProjectId | Select-Object -First 1 | Publish-CVIteration -Name copied");

        Assert.Equal(["IterationIsPublished"], Session.Run("Remove-CVProject $copy.ProjectId -Confirm:$false").ErrorIds);
        Session.Output("Remove-CVProject $copy.ProjectId -Force -Confirm:$false");

        Assert.Empty(Session.Output("Get-CVProject | Where-Object Name -EQ published-copy"));
    }

    [Fact]
    public void A_domain_that_is_not_compact_cannot_be_exported_and_the_error_says_what_to_do()
    {
        var outcome = Session.Run("$first | Export-CVIteration -Platform ONNX");

        Assert.Equal(["NotExportable"], outcome.ErrorIds);
        Assert.Contains("General (compact)", outcome.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(Session.Output("Get-CVIterationExport $project"));
    }

    [Fact]
    public void Suggestions_can_be_accepted_as_tags()
    {
        Session.Output("$null = $photos | Add-CVTrainingImage -ProjectId $project");

        Session.Output("Get-CVTrainingImage $project -Untagged | Get-CVSuggestion | Add-CVImageTag");

        Assert.Empty(Session.Output("Get-CVTrainingImage $project -Untagged"));
        Assert.Equal([7, 7], Session.Output("Get-CVTag $project").Select(tag => tag.Properties["ImageCount"].Value));
        Assert.Equal(["brick", "grass"], Session.Output("Get-CVSuggestion $project -CountOnly | Sort-Object Tag").Select(count => count.Properties["Tag"].Value));
        Session.Output("Get-CVTrainingImage $project -First 2 | Remove-CVTrainingImage -Confirm:$false");
    }

    [Fact]
    public void The_tested_images_have_tags_and_predictions()
    {
        var images = Session.Output("$first | Get-CVImagePerformance");

        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.NotEqual("", image.Properties["TagNames"].Value));
        Assert.All(images, image => Assert.NotEqual("", image.Properties["TagProbabilities"].Value));
        Assert.Equal(images.Count, Session.Output("Get-CVImagePerformance $project 'Iteration 1' -CountOnly").Single().BaseObject);
        Assert.Single(Session.Output("$first | Get-CVImagePerformance -First 1"));
    }

    [Theory]
    [InlineData("Publish-CVIteration $project x y")]
    [InlineData("Get-CVImagePerformance $project")]
    [InlineData("Get-CVIterationExport $project")]
    [InlineData("Get-CVSuggestion $project")]
    public void Version_1_0_names_the_version_that_is_required(string command)
    {
        Session.Output("$old = Connect-CVService -Endpoint $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 1.0 -PassThru");
        trained.Connect();

        var outcome = Session.Run($"{command.Replace(" x ", " 'Iteration 1' ")} -Connection $old");

        Assert.Equal("UnsupportedByVersion", outcome.TerminatingId);
        Assert.Contains("Connect with -ApiVersion 3.", outcome.Terminating!.ErrorDetails.Message, StringComparison.Ordinal);
    }

    private IEnumerable<string> Published() =>
        Session.Output("Get-CVIteration $project -Published").Select(iteration => $"{iteration.Properties["Name"].Value} {iteration.Properties["PublishName"].Value}");

    private object? Property(string command, string name) => Session.Output(command).Single().Properties[name].Value;

    /// <summary>A session with version 3.3 and a project in $project, whose iterations are $first and $second.</summary>
    public sealed class Trained : IDisposable
    {
        private readonly SharedService shared;

        public Trained(SharedService shared)
        {
            this.shared = shared;
            Connect();
            Session.With("textures", Repository.Textures).Output(
                """
                $project = New-CVProject "published-$([guid]::NewGuid())"
                $images = Get-ChildItem $textures/train/brick/*_0[1-6].jpg, $textures/train/grass/*_0[1-6].jpg
                $photos = Get-ChildItem $textures/test/brick/*_1.jpg, $textures/test/grass/*_1.jpg
                $null = $images | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag
                $first = Start-CVTraining $project -Wait
                $second = Start-CVTraining $project -Wait -Force
                """);
        }

        internal Session Session { get; } = new();

        internal void Connect() => Session.With("service", shared.Service).Output(
            "Connect-CVService -Endpoint $service.Endpoint -TrainingKey $service.TrainingKey -PredictionKey $service.PredictionKey");

        public void Dispose() => Session.Dispose();
    }
}
