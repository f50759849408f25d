using CustomVision.Fuzzing;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

/// <summary>The short version of the bench that sends a hundred thousand requests.</summary>
public sealed class FuzzTests
{
    private const int Requests = 200;

    [Theory]
    [InlineData(1)]
    public async Task No_malformed_request_makes_the_service_fail(int seed)
    {
        using var folder = new TemporaryFolder();
        using var service = await ServiceProcess.StartAsync(["--data", folder.PathOf("data")]);
        var target = await PrepareAsync();
        var fuzzer = new Fuzzer(target, seed);

        await fuzzer.RunAsync(0, Requests, TestService.Cancel);

        Assert.Empty(fuzzer.Mistakes);
        Assert.Equal(Requests, fuzzer.Statuses.Values.Sum());
        // It got past the doors: much is refused, and much is carried out.
        Assert.True(fuzzer.Statuses[200] > Requests / 20, string.Join(", ", fuzzer.Statuses));
        Assert.True(fuzzer.Statuses[400] > Requests / 20, string.Join(", ", fuzzer.Statuses));
        // Still a service.
        await PrepareAsync();

        Task<FuzzTarget> PrepareAsync() => FuzzTarget.PrepareAsync(
            new Uri(service.Endpoint), service.TrainingKey, (string)service.Ready!["predictionKey"]!, TestService.Cancel);
    }

    [Fact]
    public async Task A_seed_makes_the_same_requests_again()
    {
        await using var service = await TestService.StartAsync();
        var target = await FuzzTarget.PrepareAsync(new Uri(service.Endpoint), TestService.TrainingKey, TestService.PredictionKey, TestService.Cancel);

        var requests = Enumerable.Range(0, 50).Select(number => FuzzRequest.Make(target, 1, number).Bytes).ToList();

        Assert.Equal(requests, Enumerable.Range(0, 50).Select(number => FuzzRequest.Make(target, 1, number).Bytes));
        Assert.NotEqual(requests, Enumerable.Range(0, 50).Select(number => FuzzRequest.Make(target, 2, number).Bytes));
    }
}
