using System.Security.Cryptography;
using System.Text;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Http;

/// <summary>The keys that endpoints can require.</summary>
internal enum KeyKind
{
    Training,
    Prediction,

    /// <summary>The training key, or the token with which other processes of the user can stop the service.</summary>
    Stop,
}

/// <summary>
/// Refuses requests without the required key. It runs after routing: a path that doesn't exist is not found with or without a
/// key, as on the real gateway.
/// </summary>
internal sealed class AuthenticationMiddleware(RequestDelegate next, AccessKeys keys)
{
    // The text of the gateway in the years of 1.0, and the one of today.
    private const string AccessDenied =
        "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.";
    private const string AccessDeniedToday =
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.";

    public Task InvokeAsync(HttpContext context) =>
        context.FindMetadata<RequiredKeyMetadata>() is { } required && !keys.IsAuthorized(context.Request, required.Kind)
            ? ErrorResponse.WriteGatewayAsync(context, StatusCodes.Status401Unauthorized, context.IsVersion3() ? AccessDeniedToday : AccessDenied)
            : next(context);
}

/// <summary>
/// Checks the keys of requests. Digests are compared, in constant time, so the duration reveals neither the length of a key nor how
/// much of a guess is right.
/// </summary>
internal sealed class AccessKeys(LocalServiceOptions options)
{
    private readonly byte[] training = Digest(options.TrainingKey);
    private readonly byte[] prediction = Digest(options.PredictionKey);
    private readonly byte[] stop = Digest(options.StopToken);

    /// <summary>Whether the request has the key. No key replaces another one.</summary>
    public bool IsAuthorized(HttpRequest request, KeyKind kind) => kind switch
    {
        KeyKind.Training => HeaderMatches(request, "Training-key", training),
        KeyKind.Prediction => HeaderMatches(request, "Prediction-key", prediction),
        _ => HeaderMatches(request, "Training-key", training) || HeaderMatches(request, "Stop-token", stop),
    };

    /// <summary>Checks a training key that isn't in a header.</summary>
    public bool IsTrainingKey(string key) => Matches(key, training);

    private static bool HeaderMatches(HttpRequest request, string header, byte[] expected) =>
        request.Headers[header] is [{ } key] && Matches(key, expected);

    private static bool Matches(string key, byte[] expected) => CryptographicOperations.FixedTimeEquals(Digest(key), expected);

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
