using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>What the service refuses, and what is refused before it is asked: the error that a user reads, and that things go on.</summary>
public sealed class RefusalTests(SharedService shared) : TrainedTest(shared)
{
    private const long Gigabyte = 1L << 30;

    [Fact]
    public void Training_needs_two_tags_and_five_images_of_each_and_a_change()
    {
        Assert.Contains("the project has 0.", Refused("NotEnoughImages", "Start-CVTraining $project"), StringComparison.Ordinal);
        Session.Upload(Folder, "brick");
        Assert.Contains("the project has 1. 'brick' has 5.", Refused("NotEnoughImages", "Start-CVTraining $project -Wait"), StringComparison.Ordinal);
        Session.Upload(Folder, "grass", count: 4);
        Assert.Contains("'grass' has 4.", Refused("NotEnoughImages", "Start-CVTraining $project -SetDefault"), StringComparison.Ordinal);
        Session.Upload(Folder, "grass", count: 1).Output("Start-CVTraining $project -Wait");
        Assert.Contains("Nothing changed since last training", Refused("TrainingNotNeeded", "Start-CVTraining $project -Wait"), StringComparison.Ordinal);

        Session.Upload(Folder, "grass", count: 1);
        Assert.Equal("Iteration 2", Session.Output("(Start-CVTraining $project -Wait).Name").Single().ToString());
    }

    [Theory]
    [InlineData("Get-CVProject -ProjectId $unknown", "ProjectNotFound")]
    [InlineData("Remove-CVProject $unknown -Confirm:$false", "ProjectNotFound")]
    [InlineData("New-CVProject a -DomainId $unknown", "DomainNotFound")]
    [InlineData("Get-CVTag $unknown", "ProjectNotFound")]
    [InlineData("Get-CVTag $project -TagId $unknown", "TagNotFound")]
    [InlineData("Get-CVTag $project -IterationId $unknown", "IterationNotFound")]
    [InlineData("New-CVTag $unknown moss", "ProjectNotFound")]
    [InlineData("Remove-CVTag $unknown $unknown -Confirm:$false", "ProjectNotFound")]
    [InlineData("Remove-CVTag $project $unknown -Confirm:$false", "TagNotFound")]
    [InlineData("Add-CVTrainingImage $images[0] -ProjectId $unknown", "ProjectNotFound")]
    [InlineData("Add-CVTrainingImage $images[0] -ProjectId $project -TagId $unknown", "TagNotFound")]
    [InlineData("Add-CVTrainingImage -PredictionId $unknown -ProjectId $project", "ImageUnreadable")]
    [InlineData("Get-CVTrainingImage $unknown", "ProjectNotFound")]
    [InlineData("Get-CVTrainingImage $project -TagId $unknown", "TagNotFound")]
    [InlineData("Get-CVTrainingImage $project -IterationId $unknown", "IterationNotFound")]
    [InlineData("Remove-CVTrainingImage $unknown $unknown -Confirm:$false", "ProjectNotFound")]
    [InlineData("Save-CVTrainingImage $folder -ProjectId $unknown", "ProjectNotFound")]
    [InlineData("Save-CVTrainingImage $folder -ProjectId $project -TagId $unknown", "TagNotFound")]
    [InlineData("Start-CVTraining $unknown -Wait", "ProjectNotFound")]
    [InlineData("Get-CVIteration $unknown", "ProjectNotFound")]
    [InlineData("Get-CVIteration $project -IterationId $unknown", "IterationNotFound")]
    [InlineData("Set-CVIteration $unknown $unknown -Name a", "ProjectNotFound")]
    [InlineData("Set-CVIteration $project $unknown -Default", "IterationNotFound")]
    [InlineData("Remove-CVIteration $unknown $unknown -Confirm:$false", "ProjectNotFound")]
    [InlineData("Remove-CVIteration $project $unknown -Confirm:$false", "IterationNotFound")]
    [InlineData("Get-CVIterationPerformance $unknown", "ProjectNotFound")]
    [InlineData("Get-CVIterationPerformance $project $unknown", "IterationNotFound")]
    [InlineData("Set-CVProject $unknown -Name a", "ProjectNotFound")]
    [InlineData("Set-CVProject $project -DomainId $unknown", "DomainNotFound")]
    [InlineData("Set-CVTag $unknown $unknown -Name a", "ProjectNotFound")]
    [InlineData("Set-CVTag $project $unknown -Name a", "TagNotFound")]
    [InlineData("Invoke-CVPrediction $images[0] -ProjectId $unknown", "ProjectNotFound")]
    [InlineData("Invoke-CVPrediction $images[0] -ProjectId $project -IterationId $unknown", "IterationNotFound")]
    [InlineData("Get-CVPrediction $unknown", "ProjectNotFound")]
    [InlineData("Get-CVPrediction $project -TagId $unknown", "TagNotFound")]
    [InlineData("Get-CVPrediction $project -IterationId $unknown", "IterationNotFound")]
    [InlineData("Remove-CVPrediction $unknown $unknown -Confirm:$false", "ProjectNotFound")]
    public void An_unknown_id_is_told_as_what_it_was_to_be(string script, string id)
    {
        Session.With("unknown", Guid.NewGuid()).With("folder", Folder.Path);

        Refused(id, script);
    }

    [Fact]
    public void Ids_that_are_gone_already_are_no_error_when_they_are_to_be_deleted()
    {
        Session.With("unknown", Guid.NewGuid());

        Assert.Empty(Session.Output("Remove-CVTrainingImage $project $unknown -Confirm:$false; Remove-CVPrediction $project $unknown -Confirm:$false"));
    }

    [Theory]
    [InlineData("Get-CVPrediction $project -Threshold -1", "ParameterArgumentValidationError")]
    [InlineData("Get-CVPrediction $project -Threshold 2", "ParameterArgumentValidationError")]
    [InlineData("Get-CVPrediction $project -Threshold ([double]::NaN)", "ParameterArgumentValidationError")]
    [InlineData("Get-CVPrediction $project -Threshold half", "CannotConvertArgumentNoMessage")]
    [InlineData("Get-CVPrediction $project -Threshold", "MissingArgument")]
    [InlineData("Get-CVIterationPerformance $project -Threshold -1", "ParameterArgumentValidationError")]
    [InlineData("Get-CVIterationPerformance $project -Threshold 2", "ParameterArgumentValidationError")]
    [InlineData("Get-CVIterationPerformance $project -Threshold ([double]::NaN)", "ParameterArgumentValidationError")]
    [InlineData("Get-CVIterationPerformance $project -Threshold half", "CannotConvertArgumentNoMessage")]
    [InlineData("Get-CVIterationPerformance $project -Threshold", "MissingArgument")]
    public void A_threshold_that_is_none_is_not_sent(string script, string id)
    {
        var words = Refused(id, script);

        Assert.Contains("'Threshold'", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_gigabyte_is_refused_and_is_not_sent()
    {
        await TrainAsync();
        var huge = Folder.PathOf("huge.jpg");
        using (var file = File.Create(huge))
            file.SetLength(Gigabyte);
        Session.With("files", new[] { Folder.Image("a.jpg"), huge, Folder.Image("b.jpg") });

        var uploaded = Session.Run("$files | Add-CVTrainingImage -ProjectId $project");
        var predicted = Session.Run("$files | Invoke-CVPrediction -ProjectId $project");

        foreach (var outcome in new[] { uploaded, predicted })
        {
            Assert.Equal(["OK", "ErrorImageSize", "OK"], outcome.Output.Select(result => (string)result.Properties["Status"].Value));
            Assert.Equal(0, outcome.Output[1].Properties["Attempts"].Value);
            Assert.Equal(["ImageTooLarge"], outcome.ErrorIds);
            Assert.Equal(huge, outcome.Errors[0].TargetObject);
            Assert.Contains("1,073,741,824 bytes", outcome.Errors[0].ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_image_of_40_000_pixels_squared_is_refused_by_the_service_and_its_neighbours_go_through()
    {
        await TrainAsync();
        var huge = Folder.Write("huge.png", GreyPng.Of(40_000, 40_000, rows: 1));
        Session.With("files", new[] { Folder.Image("a.jpg"), huge, Folder.Image("b.jpg") });

        var uploaded = Session.Run("$files | Add-CVTrainingImage -ProjectId $project");
        var predicted = Session.Run("$files | Invoke-CVPrediction -ProjectId $project");

        foreach (var outcome in new[] { uploaded, predicted })
        {
            Assert.Equal(["OK", "ErrorImageSize", "OK"], outcome.Output.Select(result => (string)result.Properties["Status"].Value));
            Assert.Equal(["ImageTooLarge"], outcome.ErrorIds);
            Assert.Equal(huge, outcome.Errors[0].TargetObject);
            Assert.NotEmpty(outcome.Errors[0].ErrorDetails.RecommendedAction);
        }
        Assert.Contains("40000 x 40000 pixels", predicted.Errors[0].ToString(), StringComparison.Ordinal);
    }

    /// <summary>The words of the one error that the script ends in or writes. The service goes on.</summary>
    private string Refused(string id, string script)
    {
        var outcome = Session.Run(script);

        var error = outcome.Terminating ?? Assert.Single(outcome.Errors);
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Single(Session.Output("Get-CVProject -ProjectId $project"));
        return error.ToString();
    }
}
