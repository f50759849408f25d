namespace CustomVision.Client.Tests.Uploading;

/// <summary>JPEG files without an end marker, such as an interrupted copy leaves.</summary>
public sealed class TruncatedJpegTests : IDisposable
{
    private const string Warning = "The service stored the image, but the JPEG file has no end marker. Part of the image may be missing.";

    // A header segment with a preview, which is a JPEG image with an end marker of its own; a scan with an escaped byte and a
    // restart marker.
    private static readonly byte[] Whole =
    [
        0xFF, 0xD8,
        0xFF, 0xE1, 0x00, 0x08, 0xFF, 0xD8, 0x11, 0x22, 0xFF, 0xD9,
        0xFF, 0xDA, 0x00, 0x04, 0x01, 0x02, 0x10, 0xFF, 0x00, 0x20, 0xFF, 0xD0, 0x30,
        0xFF, 0xD9,
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_that_ends_anywhere_before_its_end_marker_gets_a_message()
    {
        // With the first two bytes, a file is JPEG. With 12, the last two are the end marker of the preview.
        byte[][] contents = [.. Enumerable.Range(2, Whole.Length - 2).Where(length => length != 12).Select(length => Whole[..length])];

        Assert.All(await MessagesAsync(contents), message => Assert.Equal(Warning, message));
    }

    [Fact]
    public async Task Files_with_an_end_marker_and_other_formats_get_none()
    {
        byte[][] contents =
        [
            Whole,
            [.. Whole, 0x00, 0x00], // cameras append data
            [.. Whole, .. Whole[..14]],
            UploadRuns.Content(1),
            [.. Whole[..^2], 0xFF, 0xFF, 0xD9],
        ];

        Assert.All(await MessagesAsync(contents), Assert.Null);
    }

    private async Task<IEnumerable<string?>> MessagesAsync(byte[][] contents)
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok);
        var paths = contents.Select((content, i) => folder.Write($"{i}.jpg", content)).ToArray();
        var results = await server.UploadFreelyAsync(paths, new UploadSetup { Clock = new FakeClock() });
        Assert.All(results, result => Assert.Equal(ImageStatus.OK, result.Status));
        return results.Select(result => result.Message);
    }
}
