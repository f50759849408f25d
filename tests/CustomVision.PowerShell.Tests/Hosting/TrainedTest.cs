using System.Net.Http.Json;
using System.Text.Json;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>
/// A test whose session is connected with both keys and version 1.0, and whose project has the tags brick and grass, some images of each,
/// and, once told to train, an iteration that predicts.
/// </summary>
public abstract class TrainedTest : ProjectTest
{
    private protected TrainedTest(SharedService shared)
        : base(shared, version: "1.0")
    {
        Session.With("service", shared.Service).With("textures", Path.Combine(Repository.Textures, "train")).Output(
            """
            Connect-CVService -Endpoint $service.Endpoint -TrainingKey $service.TrainingKey -PredictionKey $service.PredictionKey -ApiVersion 1.0
            $images = Get-ChildItem $textures/brick/*_0[1-6].jpg, $textures/grass/*_0[1-6].jpg
            """);
    }

    /// <summary>Uploads and trains. The default is told to the service over plain HTTP.</summary>
    private protected async Task TrainAsync()
    {
        Session.Output("$images | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag");
        var key = (string)Session.Output("[Net.NetworkCredential]::new('', $service.TrainingKey).Password").Single().BaseObject;
        var address = $"{Session.Output("$service.Endpoint").Single()}customvision/v1.0/Training/projects/{Session.Output("$project.Id").Single()}";
        var cancellation = TestContext.Current.CancellationToken;
        using var http = new HttpClient { DefaultRequestHeaders = { { "Training-key", key } } };
        var iteration = await ReadAsync(await http.PostAsync($"{address}/train", null, cancellation));
        while (iteration.GetProperty("Status").GetString() == "Training")
        {
            await Task.Delay(20, cancellation);
            iteration = await ReadAsync(await http.GetAsync($"{address}/iterations/{iteration.GetProperty("Id")}", cancellation));
        }

        Assert.Equal("Completed", iteration.GetProperty("Status").GetString());
        await ReadAsync(await http.PatchAsJsonAsync($"{address}/iterations/{iteration.GetProperty("Id")}", new { IsDefault = true }, cancellation));
        Session.With("iteration", iteration.GetProperty("Id").GetGuid()).With("iterationName", iteration.GetProperty("Name").GetString());
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using var response = answer.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
