using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Http;

/// <summary>Responds to every exception, and to every error status code without a body, with a body that names the cause.</summary>
internal sealed class ExceptionHandlerMiddleware(RequestDelegate next, ILogger<ExceptionHandlerMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400 } && !RequestRecord.Of(context.Request).IsDropped)
                await ErrorResponse.WriteGatewayAsync(context, context.Response.StatusCode);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected, so nobody reads a response.
            context.Abort();
        }
        catch (Exception error) when (context.Response.HasStarted)
        {
            log.LogError(error, "A response was cut short");
            context.Abort();
        }
        catch (ServiceException error)
        {
            await ErrorResponse.WriteAsync(context, error.Code, error.Message);
        }
        catch (BadHttpRequestException error)
        {
            await ErrorResponse.WriteGatewayAsync(context, error.StatusCode);
        }
        catch (Exception error) when (StorageError.Is(error))
        {
            log.LogError(error, "The service can't read or write its data");
            await ErrorResponse.WriteStorageAsync(context, error);
        }
        catch (Exception error)
        {
            log.LogError(error, "A request failed");
            await ErrorResponse.WriteAsync(
                context, ErrorCodes.ErrorUnknown, "The local service failed. Its log on stderr has the details.");
        }
    }
}
