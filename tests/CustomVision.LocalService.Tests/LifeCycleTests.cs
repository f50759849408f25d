using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Tests.Learning;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

/// <summary>From images to predictions over HTTP: which iteration predicts, and that it has learned from the images and from nothing else.</summary>
public sealed class LifeCycleTests
{
    [Fact]
    public async Task The_default_iteration_predicts_and_without_one_none_does()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, _) = await service.NewColoursAsync();
        var one = await service.TrainDefaultAsync(project);
        var blue = await service.NewTagAsync(project, "blue");
        await service.UploadAsync(project, Enumerable.Range(0, 5).Select(_ => TrainingSteps.Coloured("blue")), blue);
        var two = (string)(await service.TrainAsync(project))["Id"]!;

        // A training alone changes nothing in what predicts. The first iteration knows two tags, the second three.
        await PredictsAsync(one, 2);
        await service.JsonAsync("PATCH", $"projects/{project}/iterations/{two}", TrainingSteps.Json("""{"IsDefault":true}"""));
        await PredictsAsync(two, 3);
        await service.JsonAsync("PATCH", $"projects/{project}/iterations/{one}", TrainingSteps.Json("""{"IsDefault":true}"""));
        await PredictsAsync(one, 2);
        await service.JsonAsync("PATCH", $"projects/{project}/iterations/{one}", TrainingSteps.Json("""{"IsDefault":false}"""));
        using var image = TestService.Raw(TrainingSteps.Coloured("red"));
        Assert.Equal("NotFoundProjectDefaultIteration", (await service.PredictionErrorAsync(404, $"{project}/image", image)).Code);

        async Task PredictsAsync(string iteration, int tags)
        {
            var prediction = await service.PredictAsync(project, TrainingSteps.Coloured("red"));
            Assert.Equal(iteration, (string)prediction["Iteration"]!);
            Assert.Equal(tags, prediction["Predictions"]!.AsArray().Count);
            Assert.Equal(red, (string)prediction["Predictions"]![0]!["TagId"]!);
        }
    }

    [Fact]
    public async Task The_same_images_and_tags_make_the_same_model_in_whatever_order_they_come()
    {
        await using var service = await TestService.StartAsync();
        var one = await TexturesAsync(service, "one", ["brick", "grass", "gravel"], files => files);
        var two = await TexturesAsync(service, "two", ["gravel", "brick", "grass"], files => files.Reverse());

        foreach (var file in Files("test"))
        {
            var image = await File.ReadAllBytesAsync(file, TestService.Cancel);
            var example = Textures.Test.Single(example => example.Sha256.SequenceEqual(SHA256.HashData(image)));
            var predicted = ByTag(await service.PredictAsync(one.Project, image));
            Assert.Equal(predicted, ByTag(await service.PredictAsync(two.Project, image)));
            // And it is the model that the learner makes of these images, with nothing added on the way.
            Assert.Equal(Textures.Tags.Zip(Textures.Trained(HeadKind.OneVersusRest).Model.Predict(example.Features)), predicted);
        }

        static IEnumerable<(string, float)> ByTag(JsonNode prediction) =>
            prediction["Predictions"]!.AsArray().Select(tag => ((string)tag!["Tag"]!, (float)tag["Probability"]!)).Order();
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public async Task Performance_is_that_of_the_cross_validation_at_the_threshold_with_its_deviations(double threshold)
    {
        await using var service = await TestService.StartAsync();
        var (project, iteration) = await TexturesAsync(service, "textures", Textures.Tags, files => files);
        var expected = Textures.Trained(HeadKind.OneVersusRest).Scores.At(threshold);

        var told = await service.JsonAsync("GET", FormattableString.Invariant($"projects/{project}/iterations/{iteration}/performance?threshold={threshold}"));

        Assert.Equal(Told(expected.Overall), Of(told));
        Assert.Equal(Textures.Tags, told["PerTagPerformance"]!.AsArray().Select(tag => (string)tag!["TagName"]!));
        Assert.Equal(expected.Tags.Select(Told), told["PerTagPerformance"]!.AsArray().Select(tag => Of(tag!)));
        // At this threshold some folds find more than others.
        if (threshold > 0.5)
            Assert.True(expected.Overall.RecallStdDeviation > 0.05, $"{expected.Overall}");

        static PrecisionAndRecall Of(JsonNode performance) => new(
            (double)performance["Precision"]!, (double)performance["PrecisionStdDeviation"]!,
            (double)performance["Recall"]!, (double)performance["RecallStdDeviation"]!,
            0);

        // Version 1.0 doesn't tell the average precision.
        static PrecisionAndRecall Told(PrecisionAndRecall figures) => figures with { AveragePrecision = 0 };
    }

    /// <summary>A project that is trained with the photographs of samples/textures.</summary>
    private static async Task<(string Project, string Iteration)> TexturesAsync(
        TestService service, string name, IEnumerable<string> tags, Func<IEnumerable<string>, IEnumerable<string>> ordered)
    {
        var project = await service.NewProjectAsync(name);
        foreach (var tag in tags)
        {
            var id = await service.NewTagAsync(project, tag);
            await service.UploadAsync(project, ordered(Files("train", tag)).Select(File.ReadAllBytes), id);
        }
        return (project, await service.TrainDefaultAsync(project));
    }

    private static IEnumerable<string> Files(params string[] folder) =>
        Directory.GetFiles(Path.Combine([Repository.Textures, .. folder]), "*.jpg", SearchOption.AllDirectories).Order();
}
