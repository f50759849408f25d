namespace CustomVision.Client.Tests.Wire;

/// <summary>What the prediction operations put on the wire, to the letter.</summary>
public sealed class PredictionRequestTests : IDisposable
{
    private const string Root = "/customvision/v1.0/Prediction";
    private const string Answer = """{"Id":"00000000-0000-0000-0000-000000000001","Predictions":null}""";
    private const string Key = "fedcba9876543210fedcba9876543210";

    private static readonly Guid Project = new("7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80");
    private static readonly Guid Iteration = new("a1111111-1111-4111-8111-111111111111");

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task PredictImage_streams_one_part_and_sends_the_prediction_key_only()
    {
        await using var server = new ScriptedServer(ServerReply.Json(Answer));

        var prediction = await Client(server).PredictAsync(Project, Image(), new PredictionOptions(), Token);

        Assert.Empty(prediction.Predictions);
        var request = Assert.Single(server.Requests);
        Assert.Equal($"POST {Root}/{Project}/image", request.Line);
        Assert.Equal(Key, request.Header("Prediction-key"));
        Assert.Null(request.Header("Training-key"));
        Assert.StartsWith("multipart/form-data; boundary=", request.Header("Content-Type"));
        Assert.Equal(request.Body.Length.ToString(), request.Header("Content-Length"));
    }

    [Fact]
    public async Task PredictImage_names_iteration_and_application_in_the_query()
    {
        await using var server = new ScriptedServer(ServerReply.Json(Answer));

        await Client(server).PredictAsync(Project, Image(), new PredictionOptions { IterationId = Iteration, Application = "the door" }, Token);

        Assert.Equal($"POST {Root}/{Project}/image?iterationId={Iteration}&application=the%20door", Assert.Single(server.Requests).Line);
    }

    [Fact]
    public async Task PredictImageUrl_sends_the_address_as_json()
    {
        await using var server = new ScriptedServer(ServerReply.Json(Answer));

        await Client(server).PredictAsync(Project, new ImageEntry(ImageSource.Url, "http://127.0.0.1/a.jpg"), new PredictionOptions { IterationId = Iteration }, Token);

        var request = Assert.Single(server.Requests);
        Assert.Equal($"POST {Root}/{Project}/url?iterationId={Iteration}", request.Line);
        Assert.Equal("application/json; charset=utf-8", request.Header("Content-Type"));
        Assert.Equal("""{"Url":"http://127.0.0.1/a.jpg"}""", System.Text.Encoding.UTF8.GetString(request.Body));
    }

    [Fact]
    public void A_connection_without_a_prediction_endpoint_is_refused() =>
        Assert.Throws<ArgumentException>(() => new CustomVisionClient(new CustomVisionConnection(null)).Prediction);

    private ImageEntry Image() => new(ImageSource.File, folder.Write("0.jpg", [1, 2, 3]));

    private static IPredictionApi Client(ScriptedServer server)
    {
        var (trainingKey, predictionKey) = (Secret.From(ServerConnections.Key), Secret.From(Key));
        var connection = new CustomVisionConnection(server.Endpoint, trainingKey, server.Endpoint, predictionKey) { Version = ApiVersion.V1 };
        return new CustomVisionClient(connection).Prediction;
    }
}
