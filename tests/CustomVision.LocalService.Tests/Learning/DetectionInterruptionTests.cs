using CustomVision.LocalService.Tests.Support;
using CustomVision.LocalService.Tests.V3;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>What ends a training of object detection before its time.</summary>
public sealed class DetectionInterruptionTests
{
    private const string Detection = "da2e3a8a-40a5-4171-82f4-58522f70fbc1";

    [Fact]
    public async Task A_training_that_is_canceled_or_killed_leaves_nothing_and_one_that_is_interrupted_starts_again()
    {
        using var folder = new TemporaryFolder();
        var data = folder.PathOf("data");
        string project, iteration;
        await using (var service = await TestService.StartAsync(data))
        {
            project = await service.UploadShapesAsync(Detection);
            var canceled = (string)(await service.V3Async("POST", $"projects/{project}/train"))["id"]!;
            await service.V3Async("DELETE", $"projects/{project}/iterations/{canceled}", status: 204);

            // One training runs at a time, so that this one begins when the deleted one has ended.
            iteration = (string)(await service.V3Async("POST", $"projects/{project}/train"))["id"]!;
            Assert.Equal("Training", await StatusAsync(service, project, iteration));
            Assert.Equal("0", Models(service));
        }
        using (var killed = await ServiceProcess.StartAsync(["--data", data]))
            await killed.KillAsync();

        await using var again = await TestService.StartAsync(data);
        Assert.Equal("Training", await StatusAsync(again, project, iteration));
        Assert.Equal("Completed", (string)(await again.TrainedV3Async(project, iteration, "3.3"))["status"]!);
        Assert.Equal("1", Models(again));
        Assert.NotEmpty((await again.V3Async("POST", $"projects/{project}/quicktest/image", TestService.Multipart([Shapes.Draw(50).Png])))["predictions"]!.AsArray());
    }

    private static async Task<string> StatusAsync(TestService service, string project, string iteration) =>
        (string)(await service.V3Async("GET", $"projects/{project}/iterations/{iteration}"))["status"]!;

    private static string Models(TestService service) => $"{service.Store.Database.Read(session => session.Count("SELECT COUNT(*) FROM models"))}";
}
