using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Api.Local;

/// <summary>Says whether the service can do its work. Who has no key may ask, and is not told where the data is.</summary>
internal sealed class HealthRoute(Store store, AccessKeys keys, TimeProvider clock, ILogger<HealthRoute> log)
{
    private readonly long started = clock.GetTimestamp();

    public static string Version { get; } = typeof(HealthRoute).Assembly.GetName().Version!.ToString(3);

    public Task Show(HttpContext context)
    {
        var failure = store.FindFailure();
        if (failure is not null)
            log.LogError("The data cannot be used: {Reason}", failure);
        var isAdmitted = keys.Admits(context.Request, KeyKind.Training);
        var health = new Health(
            failure is null ? "ok" : "broken",
            Version,
            Math.Round(clock.GetElapsedTime(started).TotalSeconds, 3),
            store.Path is null ? "memory" : "folder",
            isAdmitted ? store.Path : null,
            isAdmitted ? failure : null);
        return Reply.WriteAsync(
            context, failure is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, health, LocalTypes.Default.Health);
    }
}
