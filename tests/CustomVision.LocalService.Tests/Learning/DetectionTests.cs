using System.Text.Json;
using CustomVision.LocalService.Tests.Support;
using SkiaSharp;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>Object detection over HTTP, with drawn discs and squares.</summary>
public sealed class DetectionTests
{
    private const string Training = "/customvision/v3.3/training/projects";
    private const string Detection = "da2e3a8a-40a5-4171-82f4-58522f70fbc1";
    private const int Side = 160;

    private static readonly string[] Tags = ["disc", "square"];

    [Fact]
    public async Task A_detection_project_is_trained_validated_and_finds_things_in_new_images()
    {
        await using var service = await TestService.StartAsync();
        var project = (string)(await service.JsonAsync("POST", $"{Training}?name=shapes&domainId={Detection}"))["id"]!;
        var tags = new List<string>();
        foreach (var tag in Tags)
            tags.Add((string)(await service.JsonAsync("POST", $"{Training}/{project}/tags?name={tag}"))["id"]!);
        var entries = Enumerable.Range(0, 16).Select(seed => Draw(seed)).Select((drawn, i) => new
        {
            name = $"{i}.png",
            contents = Convert.ToBase64String(drawn.Png),
            regions = drawn.Boxes.Select((box, tag) => new { tagId = tags[tag], left = box.Left, top = box.Top, width = box.Width, height = box.Height }),
        });
        var uploaded = await service.JsonAsync(
            "POST", $"{Training}/{project}/images/files", TrainingSteps.Json(JsonSerializer.Serialize(new { images = entries })));
        Assert.True((bool)uploaded["isBatchSuccessful"]!);

        var iteration = await service.JsonAsync("POST", $"{Training}/{project}/train");
        var path = $"{Training}/{project}/iterations/{iteration["id"]}";
        while ((string)iteration["status"]! == "Training")
        {
            await Task.Delay(50, TestService.Cancel);
            iteration = await service.JsonAsync("GET", path);
        }
        Assert.Equal("Completed", (string)iteration["status"]!);

        // Images that the model was trained without.
        var performance = await service.JsonAsync("GET", $"{path}/performance?threshold=0.5&overlapThreshold=0.3");
        Assert.InRange((double)performance["averagePrecision"]!, 0.8, 1);
        Assert.Equal(Tags, performance["perTagPerformance"]!.AsArray().Select(tag => (string)tag!["name"]!));
        var exact = await service.JsonAsync("GET", $"{path}/performance?threshold=0.5&overlapThreshold=0.99");
        Assert.InRange((double)exact["averagePrecision"]!, 0, 0.5);
        Assert.Equal(16, (await service.JsonAsync("GET", $"{path}/performance/images")).AsArray().Count);

        var unseen = Draw(100);
        var found = (await service.JsonAsync(
            "POST", $"{Training}/{project}/quicktest/image?iterationId={iteration["id"]}", TestService.Multipart([unseen.Png])))["predictions"]!.AsArray();
        Assert.InRange(found.Count, 2, 200);
        for (var tag = 0; tag < Tags.Length; tag++)
        {
            var best = found.Where(one => (string)one!["tagName"]! == Tags[tag]).MaxBy(one => (double)one!["probability"]!)!;
            Assert.InRange((double)best["probability"]!, 0.3, 1);
            var box = best["boundingBox"]!;
            Assert.InRange(Overlap(unseen.Boxes[tag], new SKRect(
                (float)box["left"]!, (float)box["top"]!, (float)box["left"]! + (float)box["width"]!, (float)box["top"]! + (float)box["height"]!)), 0.4, 1);
        }
        // Each lies within the image, as a region that a client may send back.
        Assert.All(found, one => Assert.InRange((float)one!["boundingBox"]!["left"]! + (float)one["boundingBox"]!["width"]!, 0, 1.00001f));
    }

    /// <summary>A red disc and a blue square on gray stripes, and where they are.</summary>
    private static (byte[] Png, SKRect[] Boxes) Draw(int seed)
    {
        var random = new Random(seed);
        using var bitmap = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.LightGray);
        using var paint = new SKPaint { Color = SKColors.DarkGray, IsAntialias = true };
        for (var x = random.Next(20); x < Side; x += 24)
            canvas.DrawRect(x, 0, 6, Side, paint);

        // One in the left half, one in the right.
        var size = 36 + random.Next(24);
        var (left, right) = (new SKPoint(4 + random.Next(14), random.Next(Side - size)), new SKPoint(Side / 2 + 4 + random.Next(14), random.Next(Side - size)));
        var (disc, square) = random.Next(2) == 0 ? (left, right) : (right, left);
        paint.Color = SKColors.Red;
        canvas.DrawCircle(disc.X + size / 2f, disc.Y + size / 2f, size / 2f, paint);
        paint.Color = SKColors.Blue;
        canvas.DrawRect(square.X, square.Y, size, size, paint);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return (data.ToArray(), [Box(disc), Box(square)]);

        SKRect Box(SKPoint corner) => SKRect.Create(corner.X / Side, corner.Y / Side, size / (float)Side, size / (float)Side);
    }

    private static double Overlap(SKRect one, SKRect other)
    {
        var shared = SKRect.Intersect(one, other);
        var area = Math.Max(0, shared.Width) * Math.Max(0, shared.Height);
        return area / (one.Width * one.Height + other.Width * other.Height - area);
    }
}
