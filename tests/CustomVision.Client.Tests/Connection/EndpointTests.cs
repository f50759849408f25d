namespace CustomVision.Client.Tests.Connection;

/// <summary>What people copy as "the endpoint".</summary>
public sealed class EndpointTests
{
    [Theory]
    [InlineData("https://westeurope.api.cognitive.microsoft.com", "https://westeurope.api.cognitive.microsoft.com/")]
    [InlineData("https://westeurope.api.cognitive.microsoft.com/", "https://westeurope.api.cognitive.microsoft.com/")]
    [InlineData("  https://westeurope.api.cognitive.microsoft.com/ ", "https://westeurope.api.cognitive.microsoft.com/")]
    [InlineData("HTTPS://WestEurope.api.cognitive.microsoft.com", "https://westeurope.api.cognitive.microsoft.com/")]
    [InlineData("https://southcentralus.api.cognitive.microsoft.com/customvision/v1.0/Training", "https://southcentralus.api.cognitive.microsoft.com/")]
    [InlineData("https://southcentralus.api.cognitive.microsoft.com/CustomVision/v1.0/Training/projects?name=a", "https://southcentralus.api.cognitive.microsoft.com/")]
    [InlineData("https://southcentralus.api.cognitive.microsoft.com/customvision", "https://southcentralus.api.cognitive.microsoft.com/")]
    [InlineData("https://gateway.example/vision", "https://gateway.example/vision/")]
    [InlineData("https://gateway.example/vision/customvision/v3.3/training/", "https://gateway.example/vision/")]
    [InlineData("https://gateway.example/mycustomvision/a%20b", "https://gateway.example/mycustomvision/a%20b/")]
    [InlineData("https://gateway.example:8443//", "https://gateway.example:8443/")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/")]
    [InlineData("http://localhost:5000/", "http://localhost:5000/")]
    [InlineData("http://[::1]:5000/", "http://[::1]:5000/")]
    public void Any_form_of_an_address_comes_down_to_what_paths_can_be_added_to(string given, string expected)
    {
        var connection = new CustomVisionConnection(new Uri(given));

        Assert.Equal(expected, connection.TrainingEndpoint!.AbsoluteUri);
        Assert.Equal(expected, ServiceEndpoint.Parse(given).AbsoluteUri);
    }

    [Theory]
    [InlineData("ftp://westeurope.api.cognitive.microsoft.com/")]
    [InlineData("file:///etc/hosts")]
    [InlineData("westeurope.api.cognitive.microsoft.com")]
    [InlineData("/customvision/v1.0")]
    [InlineData("")]
    [InlineData("https://")]
    public void What_is_no_address_of_a_service_is_refused(string given) =>
        Assert.Throws<ArgumentException>(() => ServiceEndpoint.Parse(given));

    [Theory]
    [InlineData("https://www.customvision.ai/projects/1")]
    [InlineData("https://customvision.ai")]
    [InlineData("https://portal.azure.com/#home")]
    public void A_website_is_refused_and_the_message_says_where_the_endpoint_is(string given)
    {
        var error = Assert.Throws<ArgumentException>(() => ServiceEndpoint.Parse(given));

        Assert.Contains("is a website, not an endpoint", error.Message);
        Assert.Contains("Keys and Endpoint", error.Message);
    }

    [Theory]
    [InlineData("/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/p", true)]
    [InlineData(" /SUBSCRIPTIONS/s/resourcegroups/g/providers/microsoft.cognitiveservices/accounts/p/ ", true)]
    [InlineData("/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices", false)]
    [InlineData("/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/", false)]
    [InlineData("/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/p", false)]
    [InlineData("p", false)]
    public void The_id_of_a_prediction_resource_is_checked_before_it_is_sent(string given, bool isValid)
    {
        if (isValid)
            Assert.Equal(given.Trim().TrimEnd('/'), new CustomVisionConnection(null) { PredictionResourceId = given }.PredictionResourceId);
        else
            Assert.Contains("Specify the whole id", Assert.Throws<ArgumentException>(() => new CustomVisionConnection(null) { PredictionResourceId = given }).Message);
    }

    [Theory]
    [InlineData("1.0", "1.0", "1.0")]
    [InlineData("v3.0", "3.0", "3.0")]
    [InlineData("3.1", "3.1", "3.1")]
    [InlineData("3.2", "3.2", "3.1")]
    [InlineData(" 3.3 ", "3.3", "3.1")]
    [InlineData("3.4", "3.4-preview", "3.1")]
    [InlineData("3.4-Preview", "3.4-preview", "3.1")]
    public void A_version_of_training_comes_with_one_of_prediction(string given, string training, string prediction)
    {
        var version = ApiVersion.Parse(given);

        Assert.Equal((training, prediction, training), (version.Training, version.Prediction, version.ToString()));
    }

    [Theory]
    [InlineData("2.2")]
    [InlineData("3.5")]
    [InlineData("")]
    public void An_unknown_version_is_refused_with_those_that_exist(string given) =>
        Assert.Contains("Specify one of 1.0, 3.0, 3.1, 3.2, 3.3, 3.4-preview.", Assert.Throws<ArgumentException>(() => ApiVersion.Parse(given)).Message);

    [Fact]
    public void A_relative_address_is_refused() =>
        Assert.Throws<ArgumentException>(() => new CustomVisionConnection(new Uri("customvision/v1.0", UriKind.Relative)));

    [Theory]
    [InlineData("https://user:4f9d1c7a0b3e@westeurope.api.cognitive.microsoft.com/")]
    [InlineData("https://4f9d1c7a0b3e@westeurope.api.cognitive.microsoft.com/")]
    [InlineData("ftp://user:4f9d1c7a0b3e@westeurope.api.cognitive.microsoft.com/")]
    [InlineData("http://user:4f9d1c7a0b3e@westeurope.api.cognitive.microsoft.com/")]
    public void A_password_in_the_address_is_refused_and_not_repeated(string given)
    {
        var error = Assert.Throws<ArgumentException>(() => ServiceEndpoint.Parse(given));

        Assert.DoesNotContain("4f9d1c7a0b3e", error.ToString());
    }

    [Theory]
    [InlineData("http://westeurope.api.cognitive.microsoft.com/")]
    [InlineData("http://192.168.1.20:5000/")]
    [InlineData("http://127.0.0.1.example/")]
    [InlineData("http://localhost.example/")]
    [InlineData("http://0.0.0.0/")]
    public void Plain_HTTP_to_another_machine_is_refused_before_anything_is_sent(string given)
    {
        var error = Assert.Throws<ArgumentException>(() => new CustomVisionConnection(new Uri(given), Secret.From(ServerConnections.Key)));

        Assert.Contains("https", error.Message);
        Assert.DoesNotContain(ServerConnections.Key, error.ToString());
    }

    [Fact]
    public void Plain_HTTP_for_predictions_is_refused_too() =>
        Assert.Throws<ArgumentException>(
            () => new CustomVisionConnection(null, predictionEndpoint: new Uri("http://westeurope.api.cognitive.microsoft.com/")));

    [Fact]
    public void Predictions_go_to_the_training_address_unless_told_otherwise()
    {
        var one = new Uri("https://one.example/");
        var two = new Uri("https://two.example/");

        Assert.Equal(one, new CustomVisionConnection(one).PredictionEndpoint);
        Assert.Equal(two, new CustomVisionConnection(one, predictionEndpoint: two).PredictionEndpoint);
        Assert.Null(new CustomVisionConnection(null, predictionEndpoint: two).TrainingEndpoint);
    }

    [Fact]
    public void A_client_needs_a_training_address() =>
        Assert.Throws<ArgumentException>(
            () => new CustomVisionClient(new CustomVisionConnection(null, predictionEndpoint: new Uri("https://two.example/"))).Training);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_request_needs_some_time(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new CustomVisionConnection(new Uri("https://one.example/"), timeout: TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_connection_says_what_it_has_and_shows_no_secret()
    {
        var connection = new CustomVisionConnection(
            new Uri("https://one.example/"),
            Secret.From("training-4f9d"),
            predictionKey: Secret.From("prediction-4f9d"),
            accessToken: Secret.From("token-4f9d"));

        Assert.True(connection.HasTrainingKey && connection.HasPredictionKey && connection.HasAccessToken);
        Assert.Equal("https://one.example/", connection.ToString());
        Assert.DoesNotContain("4f9d", System.Text.Json.JsonSerializer.Serialize(connection));
        var bare = new CustomVisionConnection(new Uri("https://one.example/"));
        Assert.False(bare.HasTrainingKey || bare.HasPredictionKey || bare.HasAccessToken);
    }
}
