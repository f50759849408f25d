using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>The bodies that clients have been seen to send, byte by byte.</summary>
public sealed class UploadFormTests
{
    private const string Crlf = "\r\n";

    /// <summary>Headers of a part, the SourceUrl it must be answered with; null stands for a GUID without dashes.</summary>
    public static TheoryData<string, string?> Parts => new()
    {
        // C#, official 1.0 and 1.2: a full path, as FileStream.Name has it; and no name for a MemoryStream
        { """Content-Disposition: form-data; name=imageData; filename="E:\images\brick 1.jpg"|Content-Type: application/octet-stream""", """
            "E:\images\brick 1.jpg"
            """ },
        { "Content-Disposition: form-data; name=imageData; filename=/home/me/brick.jpg|Content-Type: application/octet-stream", "/home/me/brick.jpg" },
        { "Content-Disposition: form-data; name=imageData|Content-Type: application/octet-stream", null },
        // C#, recorded 3.x: the type before the disposition
        { """Content-Type: application/octet-stream|Content-Disposition: form-data; name=imageData; filename="E:\tag1\hemlock_1.jpg" """, """
            "E:\tag1\hemlock_1.jpg"
            """ },
        // .NET: a token stands without quotes, what is not ASCII is MIME-encoded
        { "Content-Disposition: form-data; name=imageData; filename=cat.png", "cat.png" },
        { """Content-Disposition: form-data; name=imageData; filename="=?utf-8?B?w7wucG5n?=" """, """
            "=?utf-8?B?w7wucG5n?="
            """ },
        { "Content-Disposition: form-data; name=imageData; filename=a.png; filename*=utf-8''%C3%BC.png", "a.png" },
        // PowerShell 7
        { "Content-Disposition: form-data; name=imageData; filename=a.png; filename*=utf-8''a.png|Content-Type: application/octet-stream", "a.png" },
        // JavaScript: a buffer has no name; a stream has one, and the type of the image
        { """Content-Disposition: form-data; name="imageData"|Content-Type: application/octet-stream""", null },
        { """Content-Disposition: form-data; name="imageData"; filename="a b.png"|Content-Type: image/png""", "\"a b.png\"" },
        // Java
        { """Content-Disposition: form-data; name="imageData"|Content-Transfer-Encoding: binary|Content-Type: application/octet-stream""", null },
        // py_custom_vision_client
        { """Content-Disposition: form-data; name="file"; filename="brick.jpg"|Content-Type: application/.jpg""", "\"brick.jpg\"" },
        // users
        { """Content-Disposition: form-data; name="Image"; filename="Image"|Content-Type: image/jpeg""", "\"Image\"" },
        { """content-disposition: FORM-DATA; NAME=x; FileName = "spaced.png" ; size=3""", "\"spaced.png\"" },
        { """Content-Disposition: form-data; name="filename=no.png"; filename="semi;colon.png" """, "\"semi;colon.png\"" },
        { """Content-Disposition: form-data; name="x"; filename="quo\"te; a.png"; size=1""", "\"quo\\\"te; a.png\"" },
        { """Content-Disposition: form-data; name="x"; filename="C:\folder\"; size=1""", "\"C:\\folder\\\"" },
        { """Content-Disposition: form-data; name="x"; filename="grün 🧱.png" """, "\"grün 🧱.png\"" },
        { """Content-Disposition: form-data; name="x"; filename="a%22b.png" """, "\"a%22b.png\"" },
        { "Content-Disposition: form-data; name=x; filename*=utf-8''gr%C3%BCn.png", "grün.png" },
        { "Content-Disposition: form-data; name=x; filename=", null },
        { "Content-Disposition: form-data", null },
        { "Content-Type: image/png", null },
        { "", null },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_part_is_an_image_whatever_its_headers_and_its_name_comes_back_as_it_was(string headers, string? expected)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var head = headers.Length == 0 ? "" : headers.TrimEnd().Replace("|", Crlf, StringComparison.Ordinal) + Crlf;
        var body = TestService.Body(
            "multipart/form-data; boundary=xyz",
            TestService.Text($"--xyz{Crlf}{head}{Crlf}"), TestImages.New(), TestService.Text($"{Crlf}--xyz--{Crlf}"));

        var answer = await service.JsonAsync("POST", $"projects/{project}/images/image", body);

        var result = Assert.Single(answer["Images"]!.AsArray())!;
        Assert.Equal("OK", (string)result["Status"]!);
        CheckName(expected?.Trim(), (string)result["SourceUrl"]!);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=xyz")]
    [InlineData("multipart/form-data; boundary=\"xyz\"")]
    [InlineData("Multipart/Form-Data; charset=utf-8; BOUNDARY=xyz")]
    [InlineData("multipart/mixed; boundary=xyz")]
    public async Task The_boundary_may_stand_in_quotes(string contentType)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        var answer = await service.JsonAsync("POST", $"projects/{project}/images/image", Form(contentType, 3));

        Assert.Equal(["\"0.png\"", "\"1.png\"", "\"2.png\""], answer["Images"]!.AsArray().Select(image => (string)image!["SourceUrl"]!));
        Assert.True((bool)answer["IsBatchSuccessful"]!);
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("image/png")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task A_body_that_is_no_multipart_is_one_image(string? contentType)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        var answer = await service.JsonAsync("POST", $"projects/{project}/images/image", TestService.Body(contentType, TestImages.New()));

        var result = Assert.Single(answer["Images"]!.AsArray())!;
        Assert.Equal("OK", (string)result["Status"]!);
        CheckName(null, (string)result["SourceUrl"]!);
    }

    [Fact]
    public async Task A_body_may_come_in_chunks_of_any_size()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var bytes = await Form("multipart/form-data; boundary=xyz", 2).ReadAsByteArrayAsync(TestService.Cancel);
        List<byte[]> pieces =
        [
            TestService.Text(
                $"POST /CUSTOMVISION/v1.0/training/Projects/{project}/Images/IMAGE HTTP/1.1{Crlf}Host: localhost:{service.Port}{Crlf}" +
                $"tRAINING-kEY: {TestService.TrainingKey}{Crlf}Content-Type: multipart/form-data; boundary=xyz{Crlf}" +
                $"Transfer-Encoding: chunked{Crlf}Connection: close{Crlf}{Crlf}"),
        ];
        foreach (var chunk in bytes.Chunk(7))
            pieces.AddRange([TestService.Text($"{chunk.Length:x}{Crlf}"), chunk, TestService.Text(Crlf)]);
        pieces.Add(TestService.Text($"0{Crlf}{Crlf}"));

        var answer = await RawHttp.SendAsync(service.Port, [.. pieces]);

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("\"IsBatchSuccessful\":true", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tagIds={a}&tagIds={b}", 2)]
    [InlineData("tagIds={a},{b}", 2)]
    [InlineData("tagIds={a}%2C{b}", 2)]
    [InlineData("tagIds=%7B{a}%7D", 1)]
    [InlineData("tagIds={{a}},{{b}}", 2)]
    [InlineData("TAGIDS={a}&tagIds={a}", 1)]
    [InlineData("tagIds=", 0)]
    [InlineData("tagIds=,{b},", 1)]
    [InlineData("", 0)]
    public async Task Tags_may_be_repeated_comma_separated_empty_or_in_braces(string query, int labels)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var (a, b) = (await service.NewTagAsync(project, "a"), await service.NewTagAsync(project, "b"));
        query = query.Replace("{a}", a, StringComparison.Ordinal).Replace("{b}", b, StringComparison.Ordinal);

        var answer = await service.JsonAsync("POST", $"projects/{project}/images/image?{query}", TestService.Raw(TestImages.New()));

        var image = Assert.Single(answer["Images"]!.AsArray())!["Image"]!;
        Assert.Equal(labels, image["Labels"]!.AsArray().Count);
        Assert.All(image["Labels"]!.AsArray(), label => Assert.Contains((string)label!["TagId"]!, new[] { a, b }));
        var list = labels > 0 ? "tagged/all" : "untagged";
        Assert.Equal($"[{image.ToJsonString()}]", (await service.JsonAsync("GET", $"projects/{project}/images/{list}")).ToJsonString());
    }

    [Theory]
    [InlineData("tagIds=Default", 400, "BadRequestInvalidIds")]
    [InlineData("tagIds=11111111-2222-3333-4444-555555555555", 404, "NotFoundTag")]
    public async Task Tags_that_are_none_are_refused_and_nothing_is_stored(string query, int status, string code)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        Assert.Equal(code, await service.ErrorAsync(status, "POST", $"projects/{project}/images/image?{query}", TestService.Raw(TestImages.New())));
        Assert.Equal("[]", (await service.JsonAsync("GET", $"projects/{project}/images/untagged")).ToJsonString());
    }

    [Fact]
    public async Task A_batch_has_at_most_64_images()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        const string ContentType = "multipart/form-data; boundary=xyz";

        var answer = await service.JsonAsync("POST", $"projects/{project}/images/image", Form(ContentType, 64));
        var code = await service.ErrorAsync(400, "POST", $"projects/{project}/images/image", Form(ContentType, 65));

        Assert.Equal(64, answer["Images"]!.AsArray().Count);
        Assert.Equal("BadRequestExceededBatchSize", code);
        Assert.Equal(64, (int)(await service.JsonAsync("GET", $"projects/{project}/tags"))["TotalUntaggedImages"]!);
    }

    [Theory]
    [InlineData("multipart/form-data", "--xyz\r\n\r\nA\r\n--xyz--\r\n")]
    [InlineData("multipart/form-data; boundary=", "--xyz\r\n\r\nA\r\n--xyz--\r\n")]
    [InlineData("multipart/form-data; boundary=other", "--xyz\r\n\r\nA\r\n--xyz--\r\n")]
    [InlineData("multipart/form-data; boundary=xyz", "")]
    [InlineData("multipart/form-data; boundary=xyz", "--xyz--\r\n")]
    [InlineData("multipart/form-data; boundary=xyz", "--xyz\r\n\r\nA")]
    [InlineData("multipart/form-data; boundary=xyz", "--xyz\r\nno header")]
    [InlineData("multipart/form-data; boundary=xyz", "--xyz\r\nno header\r\n\r\nA\r\n--xyz--\r\n")]
    [InlineData("application/octet-stream", "")]
    [InlineData(null, "")]
    public async Task A_body_without_a_whole_image_is_refused(string? contentType, string body)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        var code = await service.ErrorAsync(400, "POST", $"projects/{project}/images/image", TestService.Body(contentType, TestService.Text(body)));

        Assert.Equal("BadRequestImageBatch", code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(100)]
    public async Task Of_a_body_that_is_cut_off_nothing_is_stored(int missing)
    {
        using var folder = new CustomVision.Tests.TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var project = await service.NewProjectAsync();
        var whole = await Form("multipart/form-data; boundary=xyz", 3).ReadAsByteArrayAsync(TestService.Cancel);
        var end = whole.Length - 2 - missing;

        var code = await service.ErrorAsync(
            400, "POST", $"projects/{project}/images/image", TestService.Body("multipart/form-data; boundary=xyz", whole[..end]));

        Assert.Equal("BadRequestImageBatch", code);
        Assert.Equal("[]", (await service.JsonAsync("GET", $"projects/{project}/images/untagged")).ToJsonString());
        Assert.Empty(StoredImages.In(folder.PathOf("data")));
    }

    [Fact]
    public async Task Of_an_upload_whose_client_goes_away_nothing_is_stored_and_no_temporary_file_stays()
    {
        using var folder = new CustomVision.Tests.TemporaryFolder();
        var temporary = Directory.CreateDirectory(folder.PathOf("tmp")).FullName;
        using var service = await ServiceProcess.StartAsync(
            ["--data", folder.PathOf("data")], new Dictionary<string, string> { ["TMPDIR"] = temporary, ["TMP"] = temporary });
        using var http = service.NewClient();
        using var created = await http.PostAsync("projects?name=a", null, TestService.Cancel);
        var project = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync(TestService.Cancel))!["Id"]!;
        using (var client = new TcpClient { LingerState = new LingerOption(true, 0) })
        {
            await client.ConnectAsync(IPAddress.Loopback, new Uri(service.Endpoint).Port, TestService.Cancel);
            await using var stream = client.GetStream();
            await stream.WriteAsync(
                TestService.Text(
                    $"POST /customvision/v1.0/Training/projects/{project}/images/image HTTP/1.1{Crlf}Host: localhost{Crlf}" +
                    $"Training-key: {service.TrainingKey}{Crlf}Content-Length: 100000{Crlf}{Crlf}{new string('a', 70_000)}"),
                TestService.Cancel);
            await UntilAsync(() => Uploads().Length == 1);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Uploads().Single()));
        }

        await UntilAsync(() => Uploads().Length == 0);
        Assert.Equal("[]", await http.GetStringAsync($"projects/{project}/images/untagged", TestService.Cancel));

        string[] Uploads() => Directory.GetFiles(temporary, "ASPNETCORE_*");

        static async Task UntilAsync(Func<bool> isSo)
        {
            for (var limit = Stopwatch.StartNew(); !isSo() && limit.Elapsed < TimeSpan.FromSeconds(30);)
                await Task.Yield();
            Assert.True(isSo());
        }
    }

    private static void CheckName(string? expected, string actual)
    {
        if (expected is null)
            Assert.True(Guid.TryParseExact(actual, "N", out _), actual);
        else
            Assert.Equal(expected, actual);
    }

    private static ByteArrayContent Form(string contentType, int images)
    {
        var pieces = new List<byte[]>();
        for (var number = 0; number < images; number++)
            pieces.AddRange([
                TestService.Text($"--xyz{Crlf}Content-Disposition: form-data; name=\"imageData\"; filename=\"{number}.png\"{Crlf}{Crlf}"),
                TestImages.New(),
                TestService.Text(Crlf),
            ]);
        return TestService.Body(contentType, [.. pieces, TestService.Text($"--xyz--{Crlf}")]);
    }
}
