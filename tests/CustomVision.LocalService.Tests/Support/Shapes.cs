using System.Text.Json;
using SkiaSharp;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>Drawn images with two things in each, for object detection.</summary>
internal static class Shapes
{
    public static readonly string[] Tags = ["disc", "square"];

    private const int Side = 160;
    private const string Training = "/customvision/v3.3/training/projects";

    /// <summary>A red disc and a blue square on gray stripes, and where they are as shares of the sides.</summary>
    /// <param name="side">In pixels.</param>
    public static (byte[] Png, SKRect[] Boxes) Draw(int seed, int side = Side)
    {
        var random = new Random(seed);
        using var bitmap = new SKBitmap(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Scale(side / (float)Side);
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

    /// <summary>Creates a project of the domain with drawn images and their regions. Returns the id of the project.</summary>
    public static async Task<string> UploadShapesAsync(this TestService service, string domain, int count = 16)
    {
        var project = (string)(await service.JsonAsync("POST", $"{Training}?name=shapes&domainId={domain}"))["id"]!;
        var tags = new List<string>();
        foreach (var tag in Tags)
            tags.Add((string)(await service.JsonAsync("POST", $"{Training}/{project}/tags?name={tag}"))["id"]!);
        var entries = Enumerable.Range(0, count).Select(seed => Draw(seed)).Select((drawn, i) => new
        {
            name = $"{i}.png",
            contents = Convert.ToBase64String(drawn.Png),
            regions = drawn.Boxes.Select((box, tag) => new { tagId = tags[tag], left = box.Left, top = box.Top, width = box.Width, height = box.Height }),
        });
        var uploaded = await service.JsonAsync(
            "POST", $"{Training}/{project}/images/files", TrainingSteps.Json(JsonSerializer.Serialize(new { images = entries })));
        Assert.True((bool)uploaded["isBatchSuccessful"]!);
        return project;
    }

    /// <summary>Uploads and trains. Returns the ids of the project and of its iteration.</summary>
    public static async Task<(string Project, string Iteration)> TrainShapesAsync(this TestService service, string domain)
    {
        var project = await service.UploadShapesAsync(domain);
        var iteration = await service.JsonAsync("POST", $"{Training}/{project}/train");
        var path = $"{Training}/{project}/iterations/{iteration["id"]}";
        while ((string)iteration["status"]! == "Training")
        {
            await Task.Delay(50, TestService.Cancel);
            iteration = await service.JsonAsync("GET", path);
        }
        Assert.Equal("Completed", (string)iteration["status"]!);
        return (project, (string)iteration["id"]!);
    }
}
