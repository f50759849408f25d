using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

/// <summary>What Prediction 1.0 refuses, and with which words.</summary>
public sealed class PredictionRefusalTests
{
    [Fact]
    public async Task Without_an_iteration_that_can_predict_there_is_no_prediction()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _) = await service.NewColoursAsync();
        var workspace = (string)(await service.JsonAsync("GET", $"projects/{project}"))["CurrentIterationId"]!;

        Assert.Equal(("NotFoundProjectDefaultIteration", "Project has no default iteration"), await ErrorAsync(404, $"{project}/image"));
        Assert.Equal("BadRequestIterationIsNotTrained", (await ErrorAsync(400, $"{project}/image?iterationId={workspace}")).Code);
        Assert.Equal("NotFoundIteration", (await ErrorAsync(404, $"{project}/image?iterationId={Guid.NewGuid()}")).Code);
        Assert.Equal("NotFoundProject", (await ErrorAsync(404, $"{Guid.NewGuid()}/image")).Code);
        Assert.Equal("BadRequestInvalidIds", (await ErrorAsync(400, "birds/image")).Code);
        Assert.Equal("NotFoundProjectDefaultIteration", (await service.PredictionErrorAsync(404, $"{project}/url", TrainingSteps.Json("""{"Url":"http://127.0.0.1:1/"}"""))).Code);

        Task<(string Code, string Message)> ErrorAsync(int status, string path) =>
            service.PredictionErrorAsync(status, path, TestService.Multipart([TestImages.New()]));
    }

    [Fact]
    public async Task An_image_that_cannot_be_read_is_refused_by_its_name()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);

        Assert.Equal(
            ("BadRequestImageFormat", "Bad Request Image Format, Uri: image0.png"),
            await service.PredictionErrorAsync(400, $"{project}/image", TestService.Multipart([TestService.Text("no image")])));
        Assert.Equal(
            ("BadRequestImageFormat", "Bad Request Image Format, Uri: image0.png"),
            await service.PredictionErrorAsync(400, $"{project}/image", TestService.Multipart([TrainingSteps.WithoutPixels()])));
        var unnamed = await service.PredictionErrorAsync(400, $"{project}/image", TestService.Raw(TestService.Text("no image")));
        Assert.Equal("BadRequestImageFormat", unnamed.Code);
        Assert.Matches("^Bad Request Image Format, Uri: [0-9a-f]{32}$", unnamed.Message);
        Assert.Equal("BadRequestImageBatch", (await service.PredictionErrorAsync(400, $"{project}/image", TestService.Raw([]))).Code);
        Assert.Equal("BadRequestExceededBatchSize", (await service.PredictionErrorAsync(400, $"{project}/image", TestService.Multipart([TestImages.New(), TestImages.New()]))).Code);
        Assert.Equal("BadRequestPredictionInvalidApplicationName", (await service.PredictionErrorAsync(400, $"{project}/image?application={new string('a', 257)}", TestService.Raw(TestImages.New()))).Code);
        Assert.Empty((await service.JsonAsync("GET", $"projects/{project}/predictions?maxCount=1&orderBy=Newest"))["Results"]!.AsArray());
    }

    [Fact]
    public async Task A_signature_in_a_url_is_in_no_log_error_or_page()
    {
        await using var source = new ImageSource();
        using var service = await ServiceProcess.StartAsync(["--in-memory", "--training", "instant", "--log-level", "trace"]);
        using var client = service.NewClient();
        client.DefaultRequestHeaders.Add("Prediction-key", (string)service.Ready!["predictionKey"]!);
        var project = await HugeTests.TrainedAsync(client);
        const string Secret = "s3cr3tS1gnature";
        string[] urls =
        [
            source.Add($"/no-image.png?sv=1&sig={Secret}", TestService.Text("no image")),
            source.Add($"/missing.png?sig={Secret}", [], "404 Not Found"),
            source.Add($"/moved.png?sig={Secret}", [], "302 Found", $"http://203.0.113.1/x?sig={Secret}"),
            $"http://127.0.0.1:1/refused.png?sig={Secret}",
            $"http://203.0.113.1/elsewhere.png?sig={Secret}",
            $"http://no such host/?sig={Secret}",
        ];
        var seen = new List<string>();

        foreach (var url in urls)
        {
            using var body = TrainingSteps.Json($$"""{"Url":"{{url}}"}""");
            using var answer = await client.PostAsync($"{service.Endpoint}/customvision/v1.0/Prediction/{project}/url", body, TestService.Cancel);
            Assert.Equal(400, (int)answer.StatusCode);
            seen.Add(await answer.Content.ReadAsStringAsync(TestService.Cancel));
        }
        using var import = await client.PostAsync(
            $"projects/{project}/images/url", TrainingSteps.Json($$"""{"Urls":["{{string.Join("\",\"", urls)}}"]}"""), TestService.Cancel);
        using var unused = await client.GetAsync($"projects?sig={Secret}", TestService.Cancel);
        seen.Add(await client.GetStringAsync($"{service.Endpoint}/_local/requests", TestService.Cancel));
        using var stop = await client.PostAsync($"{service.Endpoint}/_local/stop", null, TestService.Cancel);
        seen.Add((await service.WaitForExitAsync()).Errors);

        Assert.Equal(200, (int)import.StatusCode);
        Assert.Contains($"Bad Request Image Format, Uri: {urls[0].Split('?')[0]}\"", seen[0], StringComparison.Ordinal);
        Assert.Contains("The image can't be fetched from", seen[^1], StringComparison.Ordinal);
        Assert.All(seen, text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_that_is_too_large_is_refused_in_bytes_and_in_pixels()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        var huge = GreyPng.Of(40_000, 40_000, rows: 1);

        Assert.Equal(
            ("BadRequestImageDimensions", "The image has 40000 x 40000 pixels. The service accepts at most 10000 pixels per side and a ratio of 25 to 1."),
            await service.PredictionErrorAsync(400, $"{project}/image", TestService.Raw(huge)));
        foreach (var content in new HttpContent[] { TestService.Raw(new byte[4 * 1024 * 1024 + 1]), TestService.Multipart([new byte[5 * 1024 * 1024]]) })
            Assert.Equal("BadRequestImageSizeBytes", (await service.PredictionErrorAsync(400, $"{project}/image", content)).Code);
        byte[] padded = [.. TrainingSteps.Coloured("red"), .. new byte[3 * 1024 * 1024]];
        Assert.Equal(2, (await service.PredictAsync(project, padded))["Predictions"]!.AsArray().Count);
    }

    [Fact]
    public async Task An_image_is_fetched_from_where_images_may_be_fetched_and_nowhere_else()
    {
        await using var source = new ImageSource();
        await using var service = await TestService.StartAsync();
        var (project, red, _) = await service.NewColoursAsync();
        await service.TrainDefaultAsync(project);
        var good = source.Add("/red.png", TrainingSteps.Coloured("red"));
        var text = source.Add("/text", TestService.Text("no image"));
        var large = source.Add("/large", new byte[4 * 1024 * 1024 + 1]);
        var missing = source.Add("/missing", [], "404 Not Found");

        foreach (var (type, body) in new[] { ("application/json", $$"""{"Url":"{{good}}"}"""), ("text/xml", $"<ImageUrl><Url>{good}</Url></ImageUrl>"), ("application/x-www-form-urlencoded", $"url={good}") })
        {
            using var response = await service.SendPredictionAsync(
                $"{project}/url?application=web", TestService.Body(type, TestService.Text(body)), accept: "application/json");
            var prediction = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!;
            Assert.Equal(red, (string)prediction["Predictions"]![0]!["TagId"]!);
        }
        Assert.Equal(("BadRequestImageFormat", $"Bad Request Image Format, Uri: {text}"), await ErrorAsync(text));
        Assert.Equal("BadRequestImageSizeBytes", (await ErrorAsync(large)).Code);
        foreach (var url in new[] { missing, "http://192.0.2.1/a.png", "file:///etc/passwd", "red.png", "" })
            Assert.Equal("BadRequestImageUrl", (await ErrorAsync(url)).Code);

        Task<(string Code, string Message)> ErrorAsync(string url) =>
            service.PredictionErrorAsync(400, $"{project}/url", TrainingSteps.Json($$"""{"Url":"{{url}}"}"""));
    }

    [Fact]
    public async Task The_training_key_does_not_predict()
    {
        await using var service = await TestService.StartAsync();

        foreach (var operation in new[] { "image", "url" })
        {
            using var response = await service.SendPredictionAsync($"{Guid.NewGuid()}/{operation}", null, key: TestService.TrainingKey);
            Assert.Equal(401, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task Predictions_meet_fault_rules_and_are_in_the_log_of_requests()
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync("""{"operation":"PredictImage","status":429,"count":1}""");
        await service.AddFaultAsync("""{"operation":"TrainProject","status":503,"count":1}""");
        var project = await service.NewProjectAsync();

        using (var refused = await service.SendPredictionAsync($"{project}/image", TestService.Raw(TestImages.New())))
            Assert.Contains("Custom_Vision_Prediction_1.0", await refused.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
        using (var failed = await service.SendAsync("POST", $"projects/{project}/train"))
            Assert.Equal(503, (int)failed.StatusCode);

        Assert.Equal(["CreateProject", "PredictImage", "TrainProject"], (await service.RequestsAsync()).Select(request => (string)request!["operation"]!));
    }
}
