using System.Text.Json.Nodes;
using System.Xml.Linq;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests.V3;

/// <summary>The operations that detect objects, which need a trained object detection, answer as published.</summary>
[Collection<TrainedShapesGroup>]
public sealed class PublishedDetectionTests(TrainedShapes trained)
{
    [Theory]
    [InlineData("3.0", "application/json")]
    [InlineData("3.1", "application/json")]
    [InlineData("3.0", "application/xml")]
    [InlineData("3.1", "text/xml")]
    public async Task Every_detection_answers_as_published(string version, string accept)
    {
        var service = trained.Service;
        const string Name = "walk";
        await service.PublishAsync(trained.Project, trained.Iteration, Name);
        var image = (await service.V3Async("GET", $"projects/{trained.Project}/images/tagged?take=1"))[0]!;
        var description = PublishedDescription.Of("prediction", version);
        var detections = description.Operations.Where(operation => operation.Name.StartsWith("Detect", StringComparison.Ordinal)).ToList();

        foreach (var operation in detections)
        {
            var path = operation.Path.Replace("{projectId}", trained.Project, StringComparison.Ordinal).Replace("{publishedName}", Name, StringComparison.Ordinal);
            using HttpContent content = operation.Parameters.Any(parameter => parameter.In == "formData")
                ? TestService.Multipart([Shapes.Draw(100).Png])
                : TrainingSteps.Json($$"""{"url":"{{image["originalImageUri"]}}"}""");
            using var response = await service.SendV3PredictionAsync(path.TrimStart('/'), content, version, accept);
            var body = await response.Content.ReadAsStringAsync(TestService.Cancel);

            Assert.True((int)response.StatusCode == 200, $"{operation.Name}: {(int)response.StatusCode} {body}");
            Assert.Equal($"{accept}; charset=utf-8", response.Content.Headers.ContentType?.ToString());
            if (accept == "application/json")
            {
                var met = new HashSet<string>();
                description.CheckJson(operation.Answers[200]!, JsonNode.Parse(body), operation.Name, met);
                Assert.Superset(new HashSet<string> { "ImagePrediction", "Prediction", "BoundingBox" }, met);
            }
            else
            {
                var answer = XElement.Parse(body);
                description.CheckXml(operation.Answers[200]!, answer, operation.Name);
                Assert.NotEmpty(answer.Descendants().Where(part => part.Name.LocalName.Equals("boundingBox", StringComparison.OrdinalIgnoreCase)).Elements());
            }
        }

        Assert.Equal(4, detections.Count);
        await service.V3Async("DELETE", $"projects/{trained.Project}/iterations/{trained.Iteration}/publish", status: 204); // the other tests use it as well
    }
}
