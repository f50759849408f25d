using System.Text.Json.Serialization.Metadata;

namespace CustomVision.LocalService.Api;

/// <summary>The published name of what an endpoint does.</summary>
internal sealed record OperationName(string Name);

internal static class OperationRoutes
{
    /// <summary>The published names of the operations that have been mapped.</summary>
    public static IEnumerable<string> OperationNames(this IEndpointRouteBuilder routes) => routes.DataSources
        .SelectMany(source => source.Endpoints)
        .Select(endpoint => endpoint.Metadata.GetMetadata<OperationName>()?.Name)
        .OfType<string>();

    /// <summary>An operation that answers 200 with a model.</summary>
    public static void MapOperation<T>(
        this IEndpointRouteBuilder routes,
        string method,
        string pattern,
        string name,
        JsonTypeInfo<T> type,
        Func<HttpRequest, Task<T>> operation)
        where T : class =>
        routes.MapMethods(
            pattern,
            [method],
            async context => await Reply.WriteAsync(context, StatusCodes.Status200OK, await operation(context.Request), type))
        .WithMetadata(new OperationName(name));

    /// <summary>An operation that answers 204 and no body.</summary>
    public static void MapOperation(
        this IEndpointRouteBuilder routes, string method, string pattern, string name, Func<HttpRequest, Task> operation) =>
        routes.MapMethods(
            pattern,
            [method],
            async context =>
            {
                await operation(context.Request);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            })
        .WithMetadata(new OperationName(name));
}
