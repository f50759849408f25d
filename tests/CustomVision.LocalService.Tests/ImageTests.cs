using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;
using SkiaSharp;

namespace CustomVision.LocalService.Tests;

/// <summary>The sizes that are answered, and what the links lead to.</summary>
public sealed class ImageTests
{
    [Theory]
    [InlineData(300, 157, 1, 300, 157)]
    [InlineData(900, 1600, 1, 900, 1600)]
    [InlineData(5312, 2988, 1, 1600, 900)]
    [InlineData(5312, 2988, 6, 900, 1600)] // recorded
    [InlineData(1000, 1000, 1, 900, 900)]
    [InlineData(4000, 160, 1, 1600, 64)]
    [InlineData(30, 20, 1, 30, 20)]
    [InlineData(30, 20, 2, 30, 20)]
    [InlineData(30, 20, 3, 30, 20)]
    [InlineData(30, 20, 4, 30, 20)]
    [InlineData(30, 20, 5, 20, 30)]
    [InlineData(30, 20, 6, 20, 30)]
    [InlineData(30, 20, 7, 20, 30)]
    [InlineData(30, 20, 8, 20, 30)]
    public async Task An_image_is_turned_upright_and_scaled_to_fit_900_by_1600(int width, int height, byte orientation, int storedWidth, int storedHeight)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        var image = (await service.UploadAsync(project, TestImages.Turned(TestImages.Jpeg(width, height), orientation)))["Image"]!;
        using var shown = await ShownAsync(image, "ImageUri");

        Assert.Equal((storedWidth, storedHeight), ((int)image["Width"]!, (int)image["Height"]!));
        Assert.Equal((storedWidth, storedHeight), (shown.Width, shown.Height));
    }

    // The image is red on its left third. Where that third must be seen: left, right, top or bottom.
    [Theory]
    [InlineData(1, 0.1, 0.5)]
    [InlineData(2, 0.9, 0.5)]
    [InlineData(3, 0.9, 0.5)]
    [InlineData(4, 0.1, 0.5)]
    [InlineData(5, 0.5, 0.1)]
    [InlineData(6, 0.5, 0.1)]
    [InlineData(7, 0.5, 0.9)]
    [InlineData(8, 0.5, 0.9)]
    public async Task A_turned_image_is_shown_upright_by_both_links(byte orientation, double x, double y)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var image = (await service.UploadAsync(project, TestImages.Turned(TestImages.Jpeg(600, 400), orientation)))["Image"]!;

        foreach (var link in new[] { "ImageUri", "ThumbnailUri" })
        {
            using var shown = await ShownAsync(image, link);
            var red = shown.GetPixel((int)(shown.Width * x), (int)(shown.Height * y));
            var blue = shown.GetPixel((int)(shown.Width * (1 - x)), (int)(shown.Height * (1 - y)));
            Assert.True(red.Red > 200 && red.Blue < 60, $"{link}: {red}");
            Assert.True(blue.Blue > 200 && blue.Red < 60, $"{link}: {blue}");
        }
    }

    [Fact]
    public async Task An_image_that_fits_is_shown_as_it_was_sent()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        using var client = new HttpClient();

        foreach (var (content, type) in new[] { (TestImages.Png(300, 157), "image/png"), (TestImages.Jpeg(30, 20), "image/jpeg"), (TestImages.Bmp(9), "image/bmp"), (TestImages.Gif(), "image/gif") })
        {
            var image = (await service.UploadAsync(project, content))["Image"]!;
            using var response = await client.GetAsync((string)image["ImageUri"]!, TestService.Cancel);

            Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
            Assert.Equal(content, await response.Content.ReadAsByteArrayAsync(TestService.Cancel));
        }
    }

    [Fact]
    public async Task A_thumbnail_fits_256_pixels_and_links_show_nothing_else()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var image = (await service.UploadAsync(project, TestImages.Jpeg(1000, 500)))["Image"]!;
        var other = (await service.UploadAsync(project, TestImages.New()))["Image"]!;

        using var thumbnail = await ShownAsync(image, "ThumbnailUri");
        Assert.Equal((256, 128), (thumbnail.Width, thumbnail.Height));

        using var client = new HttpClient();
        var link = (string)image["ImageUri"]!;
        foreach (var forged in new[]
        {
            link.Split('?')[0],
            link.Split('=')[0] + "=",
            link.Split('=')[0] + "=a",
            link.Split('=')[0] + "=%00%0A",
            link.Split('=')[0] + "=" + new string('A', 43),
            link.Split('=')[0] + "=" + new string('A', 10_000),
            link[..^1] + (link[^1] == 'A' ? 'B' : 'A') + "A",
            link.Replace((string)image["Id"]!, (string)other["Id"]!, StringComparison.Ordinal),
            link.Replace("/image?", "/thumbnail?", StringComparison.Ordinal),
            link.Replace("/image?", "/original?", StringComparison.Ordinal),
        })
        {
            using var response = await client.GetAsync(forged, TestService.Cancel);
            Assert.Equal(403, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task A_link_names_the_endpoint_whatever_the_request_called_it()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"projects/{project}/images/image") { Content = TestService.Raw(TestImages.New()) };
        request.Headers.Host = "localhost:1";

        using var response = await service.Client.SendAsync(request, TestService.Cancel);
        var image = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!["Images"]![0]!["Image"]!;

        Assert.StartsWith(service.Endpoint + "/", (string)image["ImageUri"]!, StringComparison.Ordinal);
        Assert.StartsWith(service.Endpoint + "/", (string)image["ThumbnailUri"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_of_a_deleted_image_are_not_found()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var image = (await service.UploadAsync(project, TestImages.New()))["Image"]!;
        using var deletion = await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={image["Id"]}");

        using var client = new HttpClient();
        using var response = await client.GetAsync((string)image["ImageUri"]!, TestService.Cancel);

        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public async Task An_image_whose_pixels_are_cut_off_is_stored_and_shown()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var whole = TestImages.Jpeg(2000, 2000);

        var result = await service.UploadAsync(project, whole[..(whole.Length / 2)]);
        using var client = new HttpClient();
        using var response = await client.GetAsync((string)result["Image"]!["ThumbnailUri"]!, TestService.Cancel);

        Assert.Equal("OK", (string)result["Status"]!);
        Assert.Equal(200, (int)response.StatusCode);
    }

    private static async Task<SKBitmap> ShownAsync(JsonNode image, string link)
    {
        // Without a key: the link is enough.
        using var client = new HttpClient();
        return SKBitmap.Decode(await client.GetByteArrayAsync((string)image[link]!, TestService.Cancel));
    }
}
