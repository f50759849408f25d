using System.Globalization;
using CustomVision.LocalService.Api;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Quotas;

/// <summary>
/// Refuses what comes faster than the profile allows, as the gateway does. It comes after the key check: who has no key uses
/// nothing up. No record shows a Retry-After header; when to come again is in the text only.
/// </summary>
internal sealed class RateLimit(RequestDelegate next, CurrentSettings settings, CallRates rates)
{
    public Task InvokeAsync(HttpContext context)
    {
        var profile = settings.Value.Profile;
        if (context.GetEndpoint()?.Metadata.GetMetadata<OperationName>() is not { Name: var operation })
            return next(context);

        var isPrediction = context.IsPrediction();
        var (kind, limit) = isPrediction ? (CallKind.Prediction, profile.Predictions)
            : operation == "TrainProject" ? (CallKind.Training, profile.Trainings)
            : (CallKind.Other, profile.Calls);
        return limit is not { } most || rates.TryCall(kind, most)
            ? next(context)
            : ErrorReplies.WriteGatewayAsync(
                context, StatusCodes.Status429TooManyRequests, Message(operation, isPrediction, profile.Name, seconds: 1));
    }

    /// <summary>What users of the free tier quote, word for word: clients read the seconds out of it.</summary>
    public static string Message(string operation, bool isPrediction, string tier, int seconds)
    {
        var api = isPrediction ? "Prediction" : "Training";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Requests to the {operation} Operation under Custom_Vision_{api}_1.0 have exceeded rate limit of your current Custom_Vision.{api} {tier} pricing tier. Please retry after {seconds} second{(seconds == 1 ? "" : "s")}. To increase your rate limit switch to a paid tier.");
    }
}
