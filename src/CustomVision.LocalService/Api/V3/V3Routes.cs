using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Api.V3;

/// <summary>A response that is only partly successful, which is answered with 207 where the version has that.</summary>
internal interface IBatchResult
{
    bool IsComplete { get; }
}

/// <summary>Maps the operations of 3.x. Each is mapped once, for all versions that have it.</summary>
internal sealed class V3Routes(IEndpointRouteBuilder app)
{
    private static readonly ApiMetadata[] Training = [.. Enumerable.Range(0, V3Version.Training.Count).Select(since =>
        new ApiMetadata(ApiMetadata.Training, [.. V3Version.Training.Skip(since).Select(version => version.Name)]))];

    private static readonly ApiMetadata Prediction = new(ApiMetadata.Prediction, [.. V3Version.Prediction.Select(version => version.Name)]);

    /// <summary>Responds with the result as JSON or XML.</summary>
    /// <param name="operation">The published name.</param>
    /// <param name="path">The path after the version and the name of the API.</param>
    /// <param name="since">The first minor version that has the operation.</param>
    public void Map<T>(string operation, string method, string path, Func<HttpRequest, Task<T>> handler, int since = 0)
        where T : notnull =>
        MapTraining(operation, method, path, since, context => RespondAsync(context, handler));

    /// <inheritdoc cref="Map{T}(string, string, string, Func{HttpRequest, Task{T}}, int)"/>
    public void Map<T>(string operation, string method, string path, Func<HttpRequest, T> handler, int since = 0)
        where T : notnull =>
        Map(operation, method, path, request => Task.FromResult(handler(request)), since);

    /// <summary>Responds with 204 and no body, unless the handler sets another status.</summary>
    public void MapNoContent(string operation, string method, string path, Func<HttpRequest, Task> handler, int since = 0) =>
        MapTraining(operation, method, path, since, async context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            await handler(context.Request);
        });

    /// <summary>Maps an operation whose handler writes the response.</summary>
    public void MapContent(string operation, string method, string path, Func<HttpContext, Task> handler, int since = 0) =>
        MapTraining(operation, method, path, since, handler);

    public void MapPrediction<T>(string operation, string path, Func<HttpRequest, Task<T>> handler)
        where T : notnull =>
        app.MapMethods(
                $"/customvision/{{version:prediction}}/prediction/{path}", ["POST"], (RequestDelegate)(context => RespondAsync(context, handler)))
            .WithMetadata(new RequiredKeyMetadata(KeyKind.Prediction), Prediction, new OperationMetadata(operation));

    private void MapTraining(string operation, string method, string path, int since, Func<HttpContext, Task> handler) =>
        app.MapMethods(
                FormattableString.Invariant($"/customvision/{{version:training({since})}}/training/{path}"), [method], new RequestDelegate(handler))
            .WithMetadata(new RequiredKeyMetadata(KeyKind.Training), Training[since], new OperationMetadata(operation));

    private static async Task RespondAsync<T>(HttpContext context, Func<HttpRequest, Task<T>> handler)
        where T : notnull
    {
        var result = await handler(context.Request);
        var version = V3Version.Of(context.Request);
        var status = result is IBatchResult { IsComplete: false } && version.HasMultiStatus ? StatusCodes.Status207MultiStatus : StatusCodes.Status200OK;
        await ResponseWriter.WriteAsync(context, status, result, V3Json.TypeOf(result, version));
    }
}
