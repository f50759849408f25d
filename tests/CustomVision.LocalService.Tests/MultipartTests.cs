using System.Text;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Api;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>Multipart bodies that are unusual, empty or not marked as such.</summary>
public sealed class MultipartTests
{
    private const string Crlf = "\r\n";

    [Fact]
    public async Task Without_a_boundary_the_error_says_what_to_do()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        foreach (var contentType in (string[])["multipart/form-data", "multipart/form-data; boundary=", $"multipart/form-data; boundary={new string('a', 201)}"])
        {
            using var answer = await service.SendAsync(
                "POST", $"projects/{project}/images/image", TestService.Body(contentType, TestService.Text("{body}")));
            var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel))!;

            Assert.Equal((400, "BadRequestImageBatch"), ((int)answer.StatusCode, (string)error["Code"]!));
            Assert.Contains("Don't set the Content-Type header of a form: the HTTP client sets it with the boundary.", (string)error["Message"]!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("--xyz--")]
    [InlineData("--xyz--\r\n")]
    [InlineData("\r\n--xyz--\r\n")]
    public async Task An_empty_form_has_no_valid_image_files(string body)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        using var answer = await service.SendAsync(
            "POST", $"projects/{project}/images/image", TestService.Body("multipart/form-data; boundary=xyz", TestService.Text(body)));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(
            """{"Code":"BadRequestImageBatch","Message":"No valid image files"}""", await answer.Content.ReadAsStringAsync(TestService.Cancel));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Headers_of_parts_may_be_folded_and_images_stay_as_they_are(int chunkBytes)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        // What looks like a fold or like a part is in the images, too.
        byte[] first = [.. TestImages.New(), .. "\r\n a: b\r\n\tc\r\n--xy\r\n\r\n d"u8], second = [.. TestImages.New(), .. "\r\n "u8];
        byte[] body =
        [
            .. Text($"--xyz{Crlf}Content-Disposition: form-data;{Crlf} name=\"imageData\";{Crlf}\tfilename=\"a.png\"{Crlf}Content-Type:{Crlf}   image/png{Crlf}{Crlf}"),
            .. first,
            .. Text($"{Crlf}--xyz  {Crlf}Content-Type: image/png{Crlf}Content-Disposition: form-data; name=x;{Crlf}  filename=b.png{Crlf}  {Crlf}{Crlf}"),
            .. second,
            .. Text($"{Crlf}--xyz--{Crlf} end{Crlf} of the body"),
        ];
        List<byte[]> pieces =
        [
            Text($"POST /customvision/v1.0/Training/projects/{project}/images/image HTTP/1.1{Crlf}Host: localhost{Crlf}" +
                $"Training-key: {TestService.TrainingKey}{Crlf}Content-Type: multipart/form-data; boundary=xyz{Crlf}" +
                $"Transfer-Encoding: chunked{Crlf}Connection: close{Crlf}{Crlf}"),
        ];
        foreach (var chunk in body.Chunk(chunkBytes))
            pieces.AddRange([Text($"{chunk.Length:x}{Crlf}"), chunk, Text(Crlf)]);
        pieces.Add(Text($"0{Crlf}{Crlf}"));

        var answer = await RawHttp.SendAsync(service.Port, [.. pieces]);

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        var images = JsonNode.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..])!["Images"]!.AsArray();
        Assert.Equal(["\"a.png\"", "b.png"], images.Select(image => (string)image!["SourceUrl"]!));
        Assert.Equal(first, await service.ImageAsync((Guid)images[0]!["Image"]!["Id"]!));
        Assert.Equal(second, await service.ImageAsync((Guid)images[1]!["Image"]!["Id"]!));
    }

    [Fact]
    public async Task Only_line_breaks_before_blanks_in_headers_are_changed_however_the_body_arrives()
    {
        string[] pieces = ["\r\n", "\r", "\n", " ", "\t", "--xyz", "--xyz--", "a: b", "c", "\r\n\r\n", "\r\n--xyz\r\n"];
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var body = Text(string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => pieces[random.Next(pieces.Length)])));

            var whole = await UnfoldAsync(body, body.Length);
            var split = await UnfoldAsync(body, random.Next(1, 5));

            Assert.Equal(whole, split);
            Assert.Equal(body.Length, whole.Length);
            Assert.All(body.Zip(whole).Where(pair => pair.First != pair.Second), pair =>
                Assert.True(pair is { First: (byte)'\r' or (byte)'\n' or (byte)'\t', Second: (byte)' ' }, Encoding.ASCII.GetString(body)));
        }
    }

    [Theory]
    [InlineData("application/xml", null, "application/xml")]
    [InlineData("text/xml; charset=utf-8", null, "text/xml")]
    [InlineData("text/xml", "application/json", "application/json")]
    [InlineData("application/json", null, "application/json")]
    [InlineData("application/x-www-form-urlencoded", null, "application/json")]
    [InlineData(null, null, "application/json")]
    [InlineData("nonsense", null, "application/json")]
    public async Task Without_an_Accept_header_the_answer_has_the_format_of_the_request(string? contentType, string? accept, string expected)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var isXml = contentType?.Contains("xml", StringComparison.Ordinal) == true;

        using var answer = await service.SendAsync(
            "PATCH", $"projects/{project}", TestService.Body(contentType, Text(isXml ? "<Project><Name>b</Name></Project>" : "{}")), accept);
        using var unknown = await service.SendAsync(
            "PATCH", $"projects/{Guid.Empty}", TestService.Body(contentType, Text(isXml ? "<Project/>" : "{}")), accept);

        Assert.Equal(expected, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(expected, unknown.Content.Headers.ContentType!.MediaType);
        if (isXml && accept is null)
            Assert.Contains("<Name>b</Name>", await answer.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
    }

    private static byte[] Text(string text) => TestService.Text(text);

    private static async Task<byte[]> UnfoldAsync(byte[] body, int chunkBytes)
    {
        await using var source = new ChunkedStream(body, chunkBytes);
        await using var stream = new HeaderUnfoldingStream(source, "xyz");
        using var result = new MemoryStream();
        await stream.CopyToAsync(result, TestService.Cancel);
        return result.ToArray();
    }

    /// <summary>Returns at most so many bytes at once.</summary>
    private sealed class ChunkedStream(byte[] body, int chunkBytes) : MemoryStream(body)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, chunkBytes)], cancellationToken);
    }
}
