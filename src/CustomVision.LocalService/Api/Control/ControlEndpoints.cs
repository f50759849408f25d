using System.Globalization;
using System.Text.Json.Serialization;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Predicting;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Api.Control;

/// <param name="Status">"ok" or "broken".</param>
/// <param name="Storage">"memory" or "folder".</param>
/// <param name="DataPath">Null in memory, and for a client without the training key.</param>
/// <param name="Reason">Why the service is broken; null for a client without the training key.</param>
internal sealed record Health(string Status, string Version, double UptimeSeconds, string Storage, string? DataPath, string? Reason);

/// <param name="Profile">None, F0 or S0.</param>
internal sealed record SettingsModel(string Profile, TrainingBehaviour Training);

/// <summary>What a reset deletes. Without a body it is everything; with one, only what the body contains.</summary>
internal sealed record ResetScope(bool? Data = null, bool? Faults = null, bool? Requests = null)
{
    /// <exception cref="FormatException">The JSON is not a valid scope.</exception>
    public static ResetScope Parse(ReadOnlyMemory<byte> json) =>
        json.IsEmpty ? new ResetScope(true, true, true) : StrictJson.Read(json, ControlJson.Default.ResetScope, "a reset");
}

/// <summary>The endpoints under /_local/, which aren't part of the published API: health, settings, faults, requests, reset and stop.</summary>
internal sealed class ControlEndpoints(
    Store store,
    Projects projects,
    TrainingRunner trainings,
    TrainedModels models,
    AccessKeys keys,
    CurrentSettings settings,
    RateLimits rates,
    FaultRules faults,
    RequestLog requests,
    LocalServiceOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<ControlEndpoints> log)
{
    private const int MaxBodyBytes = 64 * 1024;

    private readonly long started = clock.GetTimestamp();

    /// <exception cref="FormatException">A rule that is active from the start covers no operation.</exception>
    public void Map(IEndpointRouteBuilder app)
    {
        foreach (var rule in options.Faults)
            rule.RequireOneOf(app.FaultNames());

        var open = app.MapGroup(RequestLoggingMiddleware.LocalPath);
        open.MapMethods("health", ["GET"], GetHealth);
        open.MapMethods("stop", ["POST"], Stop).WithMetadata(new RequiredKeyMetadata(KeyKind.Stop));

        var control = app.MapGroup(RequestLoggingMiddleware.LocalPath).WithMetadata(new RequiredKeyMetadata(KeyKind.Training));
        control.Map("GET", "settings", ControlJson.Default.SettingsModel, _ => Model(settings.Value));
        control.Map("PATCH", "settings", ControlJson.Default.SettingsModel, async request =>
        {
            var patch = await ReadAsync(request, SettingsPatch.Parse);
            return Model(settings.Change(current => Validated(() => patch.ApplyTo(current))));
        });
        control.Map("GET", "requests", ControlJson.Default.RequestRecordArray, request => requests.ToArray(
            request.Parameters().Count("since") ?? 0,
            request.Query["operation"].ToString() is { Length: > 0 } operation ? operation : null));
        control.Map("DELETE", "requests", _ => Done(requests.Clear));
        control.Map("GET", "faults", ControlJson.Default.ActiveFaultArray, _ => faults.ToArray());
        control.Map("POST", "faults", ControlJson.Default.ActiveFault, async request =>
        {
            var rule = await ReadAsync(request, FaultRule.Parse);
            return Validated(() =>
            {
                rule.RequireOneOf(app.FaultNames());
                return faults.Add(rule);
            });
        });
        control.Map("DELETE", "faults", _ => Done(faults.Clear));
        control.Map("DELETE", "faults/{id}", DeleteFault);
        control.Map("POST", "reset", async request => await ResetAsync(await ReadAsync(request, ResetScope.Parse)));
    }

    /// <summary>Responds without a key too, and then doesn't reveal where the data is.</summary>
    private Task GetHealth(HttpContext context)
    {
        var failure = store.FindFailure();
        if (failure is not null)
            log.LogError("The data can't be used: {Reason}", failure);
        var isAuthorized = keys.IsAuthorized(context.Request, KeyKind.Training);
        var health = new Health(
            failure is null ? "ok" : "broken",
            LocalServiceOptions.Version,
            Math.Round(clock.GetElapsedTime(started).TotalSeconds, 3),
            store.Path is null ? "memory" : "folder",
            isAuthorized ? store.Path : null,
            isAuthorized ? failure : null);
        return ResponseWriter.WriteAsync(
            context, failure is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, health, ControlJson.Default.Health);
    }

    private Task Stop(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.OnCompleted(() => Done(lifetime.StopApplication));
        return Task.CompletedTask;
    }

    private Task DeleteFault(HttpRequest request)
    {
        var text = (string)request.RouteValues["id"]!;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && faults.Remove(id)
            ? Task.CompletedTask
            : throw new ServiceException(ErrorCodes.NotFound, "The fault rule doesn't exist. It may have expired.");
    }

    /// <summary>Takes the service back to a new one. The settings stay.</summary>
    private async Task ResetAsync(ResetScope scope)
    {
        if (scope.Faults == true)
            faults.Clear();
        if (scope.Data == true)
        {
            // A training whose iteration is deleted stops.
            await projects.DeleteAllAsync();
            await trainings.StopUnwantedAsync();
            models.Clear();
            rates.Clear();
        }
        // Last, so that requests that arrive during the deletion are removed too.
        if (scope.Requests == true)
            requests.Reset();
    }

    private static SettingsModel Model(ServiceSettings settings) => new(settings.Profile.Name, settings.Training);

    private static async Task<T> ReadAsync<T>(HttpRequest request, Func<ReadOnlyMemory<byte>, T> parse)
    {
        var body = await BoundedBody.ReadAsync(request, MaxBodyBytes);
        return Validated(() => parse(body));
    }

    private static T Validated<T>(Func<T> validate)
    {
        try
        {
            return validate();
        }
        catch (FormatException error)
        {
            throw new ServiceException(ErrorCodes.BadRequest, error.Message);
        }
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}

/// <summary>The contracts of the endpoints under /_local/; those of requests are strict.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ActiveFault))]
[JsonSerializable(typeof(ActiveFault[]))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(RequestRecord[]))]
[JsonSerializable(typeof(ResetScope))]
[JsonSerializable(typeof(SettingsModel))]
internal sealed partial class ControlJson : JsonSerializerContext;
