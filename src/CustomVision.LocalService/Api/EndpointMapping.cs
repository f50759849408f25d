using System.Text.Json.Serialization.Metadata;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Api;

/// <summary>Maps handlers that take the request and return the response.</summary>
/// <remarks>
/// The parameter binding of minimal APIs isn't used: it responds to an invalid id with an empty 400, where the API names the value,
/// and compiles a delegate per endpoint, which makes each start slower.
/// </remarks>
internal static class EndpointMapping
{
    /// <summary>Responds with 200 and the result, as JSON or XML.</summary>
    public static IEndpointConventionBuilder Map<T>(
        this IEndpointRouteBuilder routes, string method, string pattern, JsonTypeInfo<T> type, Func<HttpRequest, Task<T>> handler)
        where T : class =>
        routes.MapMethods(
            pattern,
            [method],
            async context => await ResponseWriter.WriteAsync(context, StatusCodes.Status200OK, await handler(context.Request), type));

    /// <inheritdoc cref="Map{T}(IEndpointRouteBuilder, string, string, JsonTypeInfo{T}, Func{HttpRequest, Task{T}})"/>
    public static IEndpointConventionBuilder Map<T>(
        this IEndpointRouteBuilder routes, string method, string pattern, JsonTypeInfo<T> type, Func<HttpRequest, T> handler)
        where T : class =>
        routes.Map(method, pattern, type, request => Task.FromResult(handler(request)));

    /// <summary>Responds with 204 and no body.</summary>
    public static IEndpointConventionBuilder Map(
        this IEndpointRouteBuilder routes, string method, string pattern, Func<HttpRequest, Task> handler) =>
        routes.MapMethods(
            pattern,
            [method],
            async context =>
            {
                await handler(context.Request);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            });

    /// <summary>Names the operation, as published.</summary>
    public static IEndpointConventionBuilder WithOperation(this IEndpointConventionBuilder endpoint, string name) =>
        endpoint.WithMetadata(new OperationMetadata(name));
}
