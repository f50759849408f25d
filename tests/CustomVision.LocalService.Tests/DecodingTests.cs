using System.Buffers.Binary;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;
using SkiaSharp;

namespace CustomVision.LocalService.Tests;

/// <summary>Which images the service can decode, what it makes of incomplete ones, and how they are turned.</summary>
public sealed class DecodingTests
{
    /// <summary>Images whose headers are right and that have no pixels.</summary>
    private static byte[][] WithoutPixels { get; } =
    [
        Bmp(96, 64)[..54],
        JpegHeader(TestImages.Jpeg(300, 200)),
        [.. JpegHeader(TestImages.Jpeg(301, 200)), 0xFF, 0xD9],
        TrainingSteps.WithoutPixels(),
        GreyPng.Of(300, 200, rows: 0),
        GreyPng.Of(10_000, 10_000, rows: 0),
        Gif(40, 30)[..793],
    ];

    [Fact]
    public async Task An_image_of_which_no_pixel_can_be_decoded_is_refused_wherever_it_comes_in()
    {
        await using var source = new ImageSource();
        await using var service = await TestService.StartAsync();
        var (project, red, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        var urls = WithoutPixels.Select((image, number) => source.Add($"/{number}", image));

        var upload = await service.UploadAsync(project, [.. WithoutPixels, TestImages.New()], red);
        var import = await service.JsonAsync(
            "POST", $"projects/{project}/images/url", TrainingSteps.Json($$"""{"Urls":["{{string.Join("\",\"", urls)}}"]}"""));

        string[] refused = [.. Enumerable.Repeat("ErrorImageFormat", WithoutPixels.Length)];
        Assert.Equal([.. refused, "OK"], upload["Images"]!.AsArray().Select(image => (string)image!["Status"]!));
        Assert.Equal(refused, import["Images"]!.AsArray().Select(image => (string)image!["Status"]!));
        foreach (var image in WithoutPixels)
            Assert.Equal("BadRequestImageFormat", (await service.PredictionErrorAsync(400, $"{project}/image", TestService.Multipart([image]))).Code);
    }

    [Fact]
    public async Task An_image_with_some_pixels_is_stored_and_can_be_trained_with()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var (cut, whole) = (await service.NewTagAsync(project, "cut"), await service.NewTagAsync(project, "whole"));
        var jpeg = TestImages.Jpeg(300, 200);
        var png = Noise(SKEncodedImageFormat.Png);
        byte[][] images = [Bmp(96, 64)[..1000], jpeg[..(jpeg.Length * 3 / 4)], png[..(png.Length / 2)], GreyPng.Of(300, 200, rows: 1), Gif(40, 30), Transparent()];

        var upload = await service.UploadAsync(project, images, cut);
        await service.UploadAsync(project, Enumerable.Range(0, 6).Select(_ => TrainingSteps.Coloured("red")), whole);

        Assert.Equal(Enumerable.Repeat("OK", images.Length), upload["Images"]!.AsArray().Select(image => (string)image!["Status"]!));
        Assert.Equal("Completed", (string)(await service.TrainAsync(project))["Status"]!);
        // Each of them has features: none was left out.
        Assert.False(service.Store.Database.Read(session => session.Exists("SELECT 1 FROM features WHERE vector IS NULL")));
    }

    [Fact]
    public async Task A_JPEG_without_its_end_marker_is_shown_whole()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var jpeg = Noise(SKEncodedImageFormat.Jpeg);

        var images = (await service.UploadAsync(project, [jpeg, jpeg[..^2], [.. jpeg, 0, 0, 0]]))["Images"]!.AsArray();
        var thumbnails = await Task.WhenAll(images.Select(image =>
            service.Client.GetByteArrayAsync((string)image!["Image"]!["ThumbnailUri"]!, TestService.Cancel)));

        Assert.Equal(["OK", "OK", "OK"], images.Select(image => (string)image!["Status"]!));
        Assert.Equal(thumbnails[0], thumbnails[1]);
        Assert.Equal(thumbnails[0], thumbnails[2]);
    }

    [Fact]
    public void A_JPEG_without_its_end_marker_has_the_same_features()
    {
        foreach (var jpeg in (byte[][])[Noise(SKEncodedImageFormat.Jpeg), ProgressiveJpeg(), TestImages.Jpeg(16, 16)])
            Assert.Equal(Features(jpeg), Features(jpeg[..^2]));
        Assert.NotEqual(Features(ProgressiveJpeg()), Features(TestImages.Jpeg(16, 16)));
    }

    // The image is red on its left third. Where that third must be seen: left, right, top or bottom.
    [Theory]
    [InlineData(1, 0.1, 0.5, false)]
    [InlineData(2, 0.9, 0.5, false)]
    [InlineData(3, 0.9, 0.5, true)]
    [InlineData(4, 0.1, 0.5, false)]
    [InlineData(5, 0.5, 0.1, true)]
    [InlineData(6, 0.5, 0.1, false)]
    [InlineData(7, 0.5, 0.9, false)]
    [InlineData(8, 0.5, 0.9, true)]
    public async Task A_PNG_is_turned_by_its_eXIf_chunk(byte orientation, double x, double y, bool atEnd)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        var image = (await service.UploadAsync(project, TestImages.TurnedPng(TestImages.Png(600, 400), orientation, atEnd)))["Image"]!;

        Assert.Equal(orientation < 5 ? (600, 400) : (400, 600), ((int)image["Width"]!, (int)image["Height"]!));
        foreach (var link in (string[])["ImageUri", "ThumbnailUri"])
        {
            using var shown = SKBitmap.Decode(await service.Client.GetByteArrayAsync((string)image[link]!, TestService.Cancel));
            // An image that fits and is upright is shown as it was sent.
            if (link == "ImageUri")
                Assert.Equal(orientation < 5 ? (600, 400) : (400, 600), (shown.Width, shown.Height));
            var red = shown.GetPixel((int)(shown.Width * x), (int)(shown.Height * y));
            var blue = shown.GetPixel((int)(shown.Width * (1 - x)), (int)(shown.Height * (1 - y)));
            Assert.True(red.Red > 200 && red.Blue < 60, $"{link}: {red}");
            Assert.True(blue.Blue > 200 && blue.Red < 60, $"{link}: {blue}");
        }
    }

    [Fact]
    public void An_eXIf_chunk_without_sense_turns_nothing()
    {
        var png = TestImages.Png(30, 20);
        var turned = TestImages.TurnedPng(png, 6);
        // Each byte of the chunk, with values that make offsets and lengths point anywhere.
        for (var at = 33; at < turned.Length - png.Length + 33; at++)
        {
            foreach (var value in (byte[])[0, 0x7F, 0xFF])
            {
                var broken = turned.ToArray();
                broken[at] = value;
                using var data = ImageBytes.Copy(broken);
                using var decoder = ImageDecoder.Open(data);
                Assert.True(decoder is null || decoder.UprightSize == new SKSizeI(30, 20) || decoder.UprightSize == new SKSizeI(20, 30));
            }
        }
    }

    [Fact]
    public async Task Thumbnails_of_huge_images_are_made_with_bounded_memory()
    {
        using var service = await ServiceProcess.StartAsync(["--in-memory"]);
        using var client = service.NewClient();
        using var created = await client.PostAsync("projects?name=a", null, TestService.Cancel);
        var project = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync(TestService.Cancel))!["Id"]!;
        using var form = TestService.Multipart([GreyPng.Of(8_000, 8_000), BlackAndWhiteBmp(9_600, 5_000)]);
        using var answer = await client.PostAsync($"projects/{project}/images/image", form, TestService.Cancel);
        var images = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel))!["Images"]!.AsArray();
        var before = service.PeakBytes;

        var thumbnails = await Task.WhenAll(Enumerable.Range(0, 4).Select(number =>
            client.GetByteArrayAsync((string)images[number % 2]!["Image"]!["ThumbnailUri"]!, TestService.Cancel)));

        // The pixels would take 256 and 192 MB, each time.
        Assert.InRange(service.PeakBytes - before, 0, 180_000_000);
        foreach (var (thumbnail, height) in thumbnails.Zip([256, 133]))
        {
            using var shown = SKBitmap.Decode(thumbnail);
            Assert.Equal((256, height), (shown.Width, shown.Height));
            // Dark above, light below.
            Assert.InRange(shown.GetPixel(128, height / 8).Red, 0, 80);
            Assert.InRange(shown.GetPixel(128, height * 7 / 8).Red, 180, 255);
        }
    }

    private static float[] Features(byte[] image)
    {
        using var data = ImageBytes.Copy(image);
        return FeatureExtractor.Extract(data)!;
    }

    /// <summary>Everything before the data of the first scan.</summary>
    private static byte[] JpegHeader(byte[] jpeg)
    {
        var scan = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
        return jpeg[..(scan + 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(scan + 2)))];
    }

    /// <summary>Different in every row, to the last.</summary>
    private static byte[] Noise(SKEncodedImageFormat format)
    {
        var random = new Random(1);
        using var bitmap = new SKBitmap(400, 301, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < bitmap.Height; y++)
            for (var x = 0; x < bitmap.Width; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)random.Next(256), (byte)random.Next(256), (byte)(x + y)));
        using var data = bitmap.Encode(format, 80);
        return data.ToArray();
    }

    /// <summary>Cut off after some rows, all of which are transparent.</summary>
    private static byte[] Transparent()
    {
        using var bitmap = new SKBitmap(400, 300, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Erase(SKColors.Transparent);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray()[..^40];
    }

    /// <summary>16 x 16 grey pixels in one progressive scan: light above, darker below.</summary>
    private static byte[] ProgressiveJpeg() =>
    [
        0xFF, 0xD8,
        0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)4, 64),
        0xFF, 0xC2, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0,
        // Two codes: 0 for no difference, 10 for one of eight bits.
        0xFF, 0xC4, 0, 21, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8,
        0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0,
        // 10 11001000, 0, 10 00110111, 0, and two bits to fill the byte.
        0b10110010, 0b00010001, 0b10111011,
        0xFF, 0xD9,
    ];

    private static byte[] Gif(int width, int height)
    {
        // Codes of nine bits, each a pixel, and a clear code often enough that they stay so long.
        var bits = new List<bool>();
        for (var pixel = 0; pixel < width * height; pixel++)
        {
            if (pixel % 200 == 0)
                Add(256);
            Add(pixel % 251);
        }
        Add(257);
        var codes = bits.Chunk(8).Select(chunk => (byte)chunk.Select((bit, index) => bit ? 1 << index : 0).Sum()).ToArray();
        return
        [
            .. "GIF89a"u8, (byte)width, 0, (byte)height, 0, 0xF7, 0, 0, .. Enumerable.Range(0, 256).SelectMany(grey => Enumerable.Repeat((byte)grey, 3)),
            0x2C, 0, 0, 0, 0, (byte)width, 0, (byte)height, 0, 0, 8,
            .. codes.Chunk(255).SelectMany(block => block.Prepend((byte)block.Length)), 0, 0x3B,
        ];

        void Add(int code) => bits.AddRange(Enumerable.Range(0, 9).Select(bit => (code >> bit & 1) == 1));
    }

    /// <summary>24 bits per pixel, grey.</summary>
    private static byte[] Bmp(int width, int height) => Bmp(width, height, 24, [], [.. Enumerable.Repeat((byte)100, (width * 3 + 3) / 4 * 4 * height)]);

    /// <summary>One bit per pixel: black above, white below. The first row of the file is the last of the image.</summary>
    private static byte[] BlackAndWhiteBmp(int width, int height)
    {
        var pixels = new byte[width / 8 * height];
        pixels.AsSpan(0, pixels.Length / 2).Fill(0xFF);
        return Bmp(width, height, 1, [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0], pixels);
    }

    private static byte[] Bmp(int width, int height, short bits, byte[] palette, byte[] pixels)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        writer.Write(54 + palette.Length + pixels.Length);
        writer.Write(0);
        writer.Write(54 + palette.Length);
        writer.Write(40);
        writer.Write(width);
        writer.Write(height);
        writer.Write((short)1);
        writer.Write(bits);
        writer.Write(new byte[24]);
        writer.Write(palette);
        writer.Write(pixels);
        return stream.ToArray();
    }
}
