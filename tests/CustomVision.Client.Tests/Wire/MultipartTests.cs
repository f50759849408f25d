namespace CustomVision.Client.Tests.Wire;

/// <summary>The body of CreateImagesFromData, byte for byte.</summary>
public sealed class MultipartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_body_is_this_and_nothing_else()
    {
        var request = await Sent(Image("cat.png", "ONE"), Image("dog~2.jpg", "\r\n--TWO\r\n"));

        var boundary = request.Header("Content-Type")!["multipart/form-data; boundary=".Length..];
        Assert.Matches("^[0-9a-f]{32}$", boundary);
        Assert.Equal(
            $"--{boundary}\r\n"
            + "Content-Disposition: form-data; name=\"imageData\"; filename=\"cat.png\"\r\n"
            + "Content-Type: application/octet-stream\r\n"
            + "\r\n"
            + "ONE\r\n"
            + $"--{boundary}\r\n"
            + "Content-Disposition: form-data; name=\"imageData\"; filename=\"dog~2.jpg\"\r\n"
            + "Content-Type: application/octet-stream\r\n"
            + "\r\n"
            + "\r\n--TWO\r\n\r\n"
            + $"--{boundary}--\r\n",
            request.BodyText);
    }

    [Fact]
    public async Task The_length_is_said_beforehand_and_nothing_is_chunked()
    {
        var request = await Sent(Image("a.jpg", new string('a', 300_000)), Image("b.jpg", ""), Image("c.jpg", "c"));

        Assert.Equal(request.Body.Length.ToString(), request.Header("Content-Length"));
        Assert.Null(request.Header("Transfer-Encoding"));
        Assert.Equal([300_000, 0, 1], MultipartParts.Of(request).Select(part => part.Content.Length));
    }

    // Around the size of the buffer, where an off-by-one would show.
    [Theory]
    [InlineData(80 * 1024 - 200)]
    [InlineData(80 * 1024 - 1)]
    [InlineData(80 * 1024)]
    [InlineData(80 * 1024 + 1)]
    [InlineData(1_000_003)]
    public async Task Images_of_any_size_arrive_unchanged_and_in_order(int size)
    {
        var first = RandomBytes(size, seed: 1);
        var second = RandomBytes(size, seed: 2);

        var request = await Sent(Image("1.jpg", first), Image("2.jpg", second));

        var parts = MultipartParts.Of(request);
        Assert.Equal(["1.jpg", "2.jpg"], parts.Select(part => part.FileName));
        Assert.Equal(first, parts[0].Content);
        Assert.Equal(second, parts[1].Content);
    }

    [Fact]
    public async Task A_stream_is_read_from_where_it_stands_and_no_further_than_its_length()
    {
        var stream = new MemoryStream("beforeTHISafter"u8.ToArray()) { Position = 6 };

        var request = await Sent(new ImageFile("a.jpg", 4, stream));

        Assert.Equal("THIS"u8.ToArray(), Assert.Single(MultipartParts.Of(request)).Content);
        Assert.False(stream.CanRead, "The stream belongs to the body and must be closed with it.");
    }

    [Fact]
    public async Task A_stream_that_gives_few_bytes_at_a_time_arrives_whole()
    {
        var image = RandomBytes(200_000, seed: 3);

        var request = await Sent(new ImageFile("a.jpg", image.Length, new WatchedStream(image, mostAtOnce: 977)));

        Assert.Equal(image, Assert.Single(MultipartParts.Of(request)).Content);
    }

    [Fact]
    public async Task A_large_image_is_never_whole_in_memory()
    {
        const int Size = 5 * 1024 * 1024;
        var stream = new WatchedStream(new byte[Size]);
        using var content = new MultipartImageContent([new ImageFile("large.jpg", Size, stream)]);
        var wire = new CountingSink();
        wire.Written = written => stream.NoteBehind(written);

        await content.CopyToAsync(wire, Token);

        Assert.Equal(content.Headers.ContentLength, wire.Length);
        Assert.InRange(stream.LargestRead, 1, 256 * 1024);
        Assert.InRange(stream.MostAhead, 1, 256 * 1024);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b.jpg")]
    [InlineData("a\"b.jpg")]
    [InlineData("a\r\nX: y.jpg")]
    [InlineData("été.jpg")]
    [InlineData("folder/a.jpg")]
    public void A_name_that_would_need_quoting_is_refused_before_anything_is_sent(string name) =>
        Assert.Throws<ArgumentException>(() => new MultipartImageContent([Image(name, "x")]));

    private static async Task<ReceivedRequest> Sent(params ImageFile[] images)
    {
        await using var server = new ScriptedServer(ServerReply.Json("{}"));
        using var http = new HttpClient();
        using var content = new MultipartImageContent(images);
        await http.PostAsync(server.Endpoint, content, Token);
        return Assert.Single(server.Requests);
    }

    private static ImageFile Image(string name, string content) => Image(name, System.Text.Encoding.ASCII.GetBytes(content));

    private static ImageFile Image(string name, byte[] content) => new(name, content.Length, new MemoryStream(content));

    private static byte[] RandomBytes(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
