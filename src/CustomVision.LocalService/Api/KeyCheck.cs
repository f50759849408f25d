namespace CustomVision.LocalService.Api;

/// <summary>Marks an endpoint that is open only to those who have the key.</summary>
internal sealed record RequiresKey(KeyKind Kind);

internal static class KeyedEndpoints
{
    /// <summary>Whether the endpoint is one of Prediction, and not one of Training.</summary>
    public static bool IsPrediction(this HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RequiresKey>()?.Kind == KeyKind.Prediction;
}

/// <summary>Comes after routing: what does not exist is not found, with a key or without, as at the real gateway.</summary>
internal sealed class KeyCheck(RequestDelegate next, AccessKeys keys)
{
    private const string Denied =
        "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.";

    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RequiresKey>() is { } required && !keys.Admits(context.Request, required.Kind)
            ? ErrorReplies.WriteGatewayAsync(context, StatusCodes.Status401Unauthorized, Denied)
            : next(context);
}
