using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

/// <summary>Requests and images that are far too large are refused with the right text, and the service keeps running.</summary>
public sealed class HugeTests
{
    private const long Gigabyte = 1L << 30;

    [Fact]
    public async Task A_body_of_a_gigabyte_is_refused()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        (string Method, string Path, string Type, int Status, string Words)[] requests =
        [
            ("POST", "Training/projects/{project}/images/image", "application/octet-stream", 413, "is larger than 268435456 bytes"),
            ("POST", "Training/projects/{project}/images/url", "application/json", 400, "more than 1048576 bytes"),
            ("POST", "Training/projects/{project}/images/predictions", "text/xml", 400, "more than 1048576 bytes"),
            ("POST", "Training/projects/{project}/predictions/next", "application/x-www-form-urlencoded", 400, "more than 1048576 bytes"),
            ("PATCH", "Training/projects/{project}", "application/json", 400, "more than 1048576 bytes"),
            ("POST", "Training/projects/{project}/train", "application/json", 400, "Nothing changed since last training"),
            ("POST", "Prediction/{project}/image", "application/octet-stream", 400, "BadRequestImageSizeBytes"),
            ("POST", "Prediction/{project}/url", "application/json", 400, "more than 1048576 bytes"),
        ];

        foreach (var (method, path, type, status, words) in requests)
        {
            var head =
                $"{method} /customvision/v1.0/{path.Replace("{project}", project, StringComparison.Ordinal)} HTTP/1.1\r\nHost: localhost\r\n" +
                $"Training-Key: {TestService.TrainingKey}\r\nPrediction-Key: {TestService.PredictionKey}\r\nContent-Type: {type}\r\nConnection: close\r\n";

            // With a length, it is refused before it is sent.
            AssertRefused(await RawHttp.SendAsync(service.Port, $"{head}Content-Length: {Gigabyte}\r\n\r\nbegin"));
            // In chunks, it is refused at the limit. The 256 MB of image bodies are sent in the next test.
            if (!path.EndsWith("/image", StringComparison.Ordinal))
            {
                var (chunked, sent) = await SendChunksAsync(service.Port, head, boundary: null);
                AssertRefused(chunked);
                Assert.InRange(sent, 1, Gigabyte / 2);
            }

            void AssertRefused(string response)
            {
                Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
                Assert.Contains(words, response, StringComparison.Ordinal);
            }
        }
        Assert.Equal(red, (string)(await service.PredictAsync(project, TrainingSteps.Coloured("red")))["Predictions"]![0]!["TagId"]!);
    }

    [Theory]
    [InlineData("Training/projects/{project}/images/image", "multipart/form-data; boundary=xyz", "xyz", 413)]
    [InlineData("Prediction/{project}/image", "application/octet-stream", null, 400)]
    public async Task An_image_of_a_gigabyte_in_chunks_is_refused_and_is_never_in_memory(string path, string type, string? boundary, int status)
    {
        using var service = await ServiceProcess.StartAsync(["--in-memory", "--training", "instant"]);
        using var client = service.NewClient();
        var project = await TrainedAsync(client);
        var before = service.PeakBytes;
        var head =
            $"POST /customvision/v1.0/{path.Replace("{project}", project, StringComparison.Ordinal)} HTTP/1.1\r\nHost: localhost\r\n" +
            $"Training-Key: {service.TrainingKey}\r\nPrediction-Key: {service.Ready!["predictionKey"]}\r\n" +
            $"Content-Type: {type}\r\nConnection: close\r\n";

        var (answer, sent) = await SendChunksAsync(new Uri(service.Endpoint).Port, head, boundary);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.InRange(sent, 1, Gigabyte / 2);
        // A quarter of the 256 MB that the service reads. It keeps 6 MB of them, until it knows that there are more.
        Assert.InRange(service.PeakBytes - before, 0, 64L * 1024 * 1024);
        using var alive = await client.GetAsync($"projects/{project}", TestService.Cancel);
        Assert.Equal(200, (int)alive.StatusCode);
    }

    [Fact]
    public async Task In_memory_an_image_takes_the_memory_of_its_own_bytes_and_not_of_the_request_that_brought_it()
    {
        using var service = await ServiceProcess.StartAsync(["--in-memory"]);
        using var client = service.NewClient();
        using var created = await client.PostAsync("projects?name=a", null, TestService.Cancel);
        var project = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync(TestService.Cancel))!["Id"]!;
        var junk = new byte[64 * 1024];
        var before = 0L;

        // 125 MB in all, one small image of each 4 MB.
        for (var request = 0; request < 32; request++)
        {
            using var form = TestService.Multipart([TestImages.New(), .. Enumerable.Repeat(junk, 63)]);
            using var answer = await client.PostAsync($"projects/{project}/images/image", form, TestService.Cancel);
            Assert.StartsWith(
                "OK", (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel))!["Images"]![0]!["Status"]!, StringComparison.Ordinal);
            before = before == 0 ? service.PeakBytes : before;
        }

        Assert.InRange(service.PeakBytes - before, 0, 48L * 1024 * 1024);
    }

    [Fact]
    public async Task An_image_of_40_000_pixels_squared_is_refused_wherever_it_comes_in()
    {
        await using var source = new ImageSource();
        await using var service = await TestService.StartAsync();
        var (project, red, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        var huge = GreyPng.Of(40_000, 40_000, rows: 1);
        Assert.InRange(huge.Length, 1, 2048);
        var url = source.Add("/huge.png", huge);
        const string Refusal = "The image has 40000 x 40000 pixels. The service accepts at most 10000 pixels per side and a ratio of 25 to 1.";

        var upload = await service.UploadAsync(project, [TestImages.New(), huge], red);
        var import = await service.JsonAsync("POST", $"projects/{project}/images/url", TrainingSteps.Json($$"""{"Urls":["{{url}}"]}"""));

        Assert.Equal(["OK", "ErrorImageSize"], upload["Images"]!.AsArray().Select(image => (string)image!["Status"]!));
        Assert.Equal($$"""{"IsBatchSuccessful":false,"Images":[{"SourceUrl":"{{url}}","Image":null,"Status":"ErrorImageSize"}]}""", import.ToJsonString());
        Assert.Equal(("BadRequestImageDimensions", Refusal), await service.PredictionErrorAsync(400, $"{project}/image", TestService.Multipart([huge])));
        Assert.Equal(("BadRequestImageDimensions", Refusal), await service.PredictionErrorAsync(400, $"{project}/url", TrainingSteps.Json($$"""{"Url":"{{url}}"}""")));
        // Nothing of it is kept: what there is to train with are the images that came with it.
        Assert.Equal(11, (int)(await service.JsonAsync("GET", $"projects/{project}/tags"))["TotalTaggedImages"]!);
        Assert.Equal("Completed", (string)(await service.TrainAsync(project))["Status"]!);
    }

    [Fact]
    public async Task Of_the_largest_image_the_service_makes_a_thumbnail_an_example_and_a_prediction()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, green) = await service.NewColoursAsync();
        var largest = GreyPng.Of(10_000, 10_000);
        var image = (await service.UploadAsync(project, largest, red))["Image"]!;

        await service.TrainDefaultAsync(project);
        var prediction = await service.PredictAsync(project, [.. largest, 0]);
        using var client = new HttpClient();
        var thumbnail = await client.GetByteArrayAsync((string)image["ThumbnailUri"]!, TestService.Cancel);

        Assert.Equal(new[] { red, green }.Order(), prediction["Predictions"]!.AsArray().Select(tag => (string)tag!["TagId"]!).Order());
        Assert.InRange(thumbnail.Length, 1, 64 * 1024);
    }

    /// <summary>Sends a body without end, until there is an answer or it has become a gigabyte.</summary>
    private static async Task<(string Answer, long Sent)> SendChunksAsync(int port, string head, string? boundary)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestService.Cancel);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = reader.ReadToEndAsync(TestService.Cancel);
        await stream.WriteAsync(TestService.Text($"{head}Transfer-Encoding: chunked\r\n\r\n"), TestService.Cancel);
        if (boundary is not null)
        {
            var part = $"--{boundary}\r\nContent-Disposition: form-data; name=imageData; filename=a.png\r\n\r\n";
            await stream.WriteAsync(TestService.Text($"{part.Length:x}\r\n{part}\r\n"), TestService.Cancel);
        }

        var chunk = TestService.Text($"100000\r\n{new string(' ', 1 << 20)}\r\n");
        var sent = 0L;
        try
        {
            for (; sent < Gigabyte && !answer.IsCompleted; sent += 1 << 20)
                await stream.WriteAsync(chunk, TestService.Cancel);
        }
        catch (IOException)
        {
            // The service has answered, and closed the connection.
        }
        return (await answer, sent);
    }

    internal static async Task<string> TrainedAsync(HttpClient client)
    {
        var project = (string)(await PostAsync("projects?name=a", null))["Id"]!;
        foreach (var colour in new[] { "red", "green" })
        {
            var tag = await PostAsync($"projects/{project}/tags?name={colour}", null);
            using var form = TestService.Multipart(Enumerable.Range(0, 5).Select(_ => TrainingSteps.Coloured(colour)));
            await PostAsync($"projects/{project}/images/image?tagIds={tag["Id"]}", form);
        }
        var iteration = $"projects/{project}/iterations/{(await PostAsync($"projects/{project}/train", null))["Id"]}";
        using var body = TrainingSteps.Json("""{"IsDefault":true}""");
        using var changed = await client.PatchAsync(iteration, body, TestService.Cancel);
        Assert.Equal(200, (int)changed.StatusCode);
        return project;

        async Task<JsonNode> PostAsync(string path, HttpContent? content)
        {
            using var response = await client.PostAsync(path, content, TestService.Cancel);
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!;
        }
    }
}
