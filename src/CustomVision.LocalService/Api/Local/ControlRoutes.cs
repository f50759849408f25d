using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Api.Local;

/// <summary>Empties the service, and sets how it behaves.</summary>
internal static class ControlRoutes
{
    private const int MaxBytes = 64 * 1024;

    public static void MapControl(this IEndpointRouteBuilder app)
    {
        var settings = app.ServiceProvider.GetRequiredService<CurrentSettings>();
        var reset = app.ServiceProvider.GetRequiredService<Reset>();

        var closed = app.MapGroup("/_local").WithMetadata(new RequiresKey(KeyKind.Training));
        closed.MapMethods("settings", ["GET"], context => WriteAsync(context, settings.Value));
        closed.MapMethods("settings", ["PATCH"], async context =>
        {
            var body = await BoundedBody.ReadAsync(context.Request, MaxBytes);
            await WriteAsync(context, settings.Change(now => Understood(() => SettingsReader.Read(body, now))));
        });
        closed.MapMethods("reset", ["POST"], async context =>
        {
            var body = await BoundedBody.ReadAsync(context.Request, MaxBytes);
            await reset.RunAsync(Understood(() => ResetScope.Read(body)));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
    }

    private static Task WriteAsync(HttpContext context, ServiceSettings settings) => Reply.WriteAsync(
        context, StatusCodes.Status200OK, new SettingsModel(settings.Profile.Name, settings.Training), LocalTypes.Default.SettingsModel);

    private static T Understood<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException error)
        {
            throw new ServiceException(ErrorCodes.BadRequest, error.Message);
        }
    }
}
