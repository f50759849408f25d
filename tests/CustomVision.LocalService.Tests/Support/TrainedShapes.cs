namespace CustomVision.LocalService.Tests.Support;

/// <summary>A service with a trained object detection, for the tests that only read it: the training takes seconds.</summary>
public sealed class TrainedShapes : IAsyncLifetime
{
    // A compact domain, which can be exported.
    private const string Domain = "a27d5ca5-bb19-49d8-a70a-fec086c47f5b";

    internal TestService Service { get; private set; } = null!;

    internal string Project { get; private set; } = "";

    internal string Iteration { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Service = await TestService.StartAsync();
        (Project, Iteration) = await Service.TrainShapesAsync(Domain);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

[CollectionDefinition]
public sealed class TrainedShapesGroup : ICollectionFixture<TrainedShapes>;
