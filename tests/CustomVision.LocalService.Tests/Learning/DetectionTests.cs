using CustomVision.LocalService.Tests.Support;
using SkiaSharp;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>Object detection over HTTP, with drawn discs and squares.</summary>
[Collection<TrainedShapesGroup>]
public sealed class DetectionTests(TrainedShapes trained)
{
    private const string Training = "/customvision/v3.3/training/projects";

    [Fact]
    public async Task A_detection_project_is_trained_validated_and_finds_things_in_new_images()
    {
        var (service, project, iteration) = (trained.Service, trained.Project, trained.Iteration);
        var path = $"{Training}/{project}/iterations/{iteration}";

        // Images that the model was trained without.
        var performance = await service.JsonAsync("GET", $"{path}/performance?threshold=0.5&overlapThreshold=0.3");
        Assert.InRange((double)performance["averagePrecision"]!, 0.8, 1);
        Assert.Equal(Shapes.Tags, performance["perTagPerformance"]!.AsArray().Select(tag => (string)tag!["name"]!));
        var exact = await service.JsonAsync("GET", $"{path}/performance?threshold=0.5&overlapThreshold=0.99");
        Assert.InRange((double)exact["averagePrecision"]!, 0, 0.5);
        Assert.Equal(16, (await service.JsonAsync("GET", $"{path}/performance/images")).AsArray().Count);

        var unseen = Shapes.Draw(100);
        var found = (await service.JsonAsync(
            "POST", $"{Training}/{project}/quicktest/image?iterationId={iteration}", TestService.Multipart([unseen.Png])))["predictions"]!.AsArray();
        Assert.InRange(found.Count, 2, 200);
        for (var tag = 0; tag < Shapes.Tags.Length; tag++)
        {
            var best = found.Where(one => (string)one!["tagName"]! == Shapes.Tags[tag]).MaxBy(one => (double)one!["probability"]!)!;
            Assert.InRange((double)best["probability"]!, 0.3, 1);
            var box = best["boundingBox"]!;
            Assert.InRange(Overlap(unseen.Boxes[tag], new SKRect(
                (float)box["left"]!, (float)box["top"]!, (float)box["left"]! + (float)box["width"]!, (float)box["top"]! + (float)box["height"]!)), 0.4, 1);
        }
        // The page of the stored prediction draws them.
        using var browser = await Browser.SignedInAsync(service);
        var stored = (await service.JsonAsync("POST", $"{Training}/{project}/predictions/query", TrainingSteps.Json("{}")))["results"]![0]!;
        var page = await browser.SourceAsync($"{Browser.Root}/projects/{project}/predictions/{stored["id"]}");
        Assert.Matches("<svg class=\"regions\"[^>]*>(<rect[^>]*>)+<text[^>]*>(disc|square)</text>", page);

        // Each lies within the image, as a region that a client may send back.
        Assert.All(found, one => Assert.InRange((float)one!["boundingBox"]!["left"]! + (float)one["boundingBox"]!["width"]!, 0, 1.00001f));
    }

    private static double Overlap(SKRect one, SKRect other)
    {
        var shared = SKRect.Intersect(one, other);
        var area = Math.Max(0, shared.Width) * Math.Max(0, shared.Height);
        return area / (one.Width * one.Height + other.Width * other.Height - area);
    }
}
