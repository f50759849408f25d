using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace CustomVision.LocalService.Api;

/// <summary>Turns whatever goes wrong into an answer with a body that says what.</summary>
internal sealed class ErrorReplies(RequestDelegate next, ILogger<ErrorReplies> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400 } && !RequestRecord.Of(context.Request).IsDropped)
                await WriteGatewayAsync(context, context.Response.StatusCode, DefaultMessage(context.Response.StatusCode));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // There is nobody to answer.
            context.Abort();
        }
        catch (Exception error) when (context.Response.HasStarted)
        {
            log.LogError(error, "An answer was cut short");
            context.Abort();
        }
        catch (ServiceException error)
        {
            await Reply.WriteAsync(context, StatusOf(error.Code), new Error(error.Code, error.Message), WireTypes.Default.Error);
        }
        catch (BadHttpRequestException error)
        {
            await WriteGatewayAsync(context, error.StatusCode, DefaultMessage(error.StatusCode));
        }
        catch (Exception error) when (StorageFailure.Is(error))
        {
            log.LogError(error, "The data cannot be read or written");
            var code = context.IsPrediction() ? ErrorCodes.ErrorPredictionStorage : ErrorCodes.ErrorStorage;
            await Reply.WriteAsync(context, StatusOf(code), new Error(code, StorageFailure.Message(error)), WireTypes.Default.Error);
        }
        catch (Exception error)
        {
            log.LogError(error, "A request failed");
            await Reply.WriteAsync(
                context,
                StatusCodes.Status500InternalServerError,
                new Error(ErrorCodes.ErrorUnknown, "The local service failed; its log on stderr says why."),
                WireTypes.Default.Error);
        }
    }

    public static Task WriteGatewayAsync(HttpContext context, int status, string message)
    {
        // The real gateway says "Access Denied" where HTTP would say "Unauthorized", and clients show it.
        if (status == StatusCodes.Status401Unauthorized)
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "Access Denied";
        return Reply.WriteAsync(context, status, new GatewayError(status, message), WireTypes.Default.GatewayError);
    }

    public static int StatusOf(string code) => code switch
    {
        _ when code.StartsWith("BadRequest", StringComparison.Ordinal) => StatusCodes.Status400BadRequest,
        _ when code.StartsWith("NotFound", StringComparison.Ordinal) => StatusCodes.Status404NotFound,
        // The first is what the service calls it for one image of a batch; no version publishes it for a request.
        ErrorCodes.ErrorStorage or ErrorCodes.ErrorPredictionStorage => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string DefaultMessage(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request is not valid HTTP.",
        StatusCodes.Status404NotFound => "Resource not found",
        StatusCodes.Status405MethodNotAllowed => "The resource does not support this method.",
        StatusCodes.Status408RequestTimeout => "The request came in too slowly.",
        StatusCodes.Status413PayloadTooLarge => $"The request is larger than {LocalServiceApp.MaxRequestBytes} bytes.",
        _ => "The request was refused.",
    };
}
