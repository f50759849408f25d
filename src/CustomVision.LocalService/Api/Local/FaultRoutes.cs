using System.Globalization;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Faults;

namespace CustomVision.LocalService.Api.Local;

/// <summary>Sets, shows and removes the rules by which requests go wrong.</summary>
internal static class FaultRoutes
{
    private const int MaxRuleBytes = 64 * 1024;

    /// <exception cref="FormatException">A rule that is set from the start covers no operation.</exception>
    public static void MapFaults(this IEndpointRouteBuilder app)
    {
        var rules = app.ServiceProvider.GetRequiredService<FaultRules>();
        foreach (var rule in app.ServiceProvider.GetRequiredService<LocalServiceOptions>().Faults)
            rule.RequireOneOf(app.OperationNames());

        var closed = app.MapGroup("/_local").WithMetadata(new RequiresKey(KeyKind.Training));
        closed.MapMethods("faults", ["POST"], async context =>
            await Reply.WriteAsync(
                context, StatusCodes.Status200OK, rules.Add(await ReadAsync(context.Request, app)), LocalTypes.Default.FaultModel));
        closed.MapMethods("faults", ["GET"], context =>
            Reply.WriteAsync(context, StatusCodes.Status200OK, rules.ToArray(), LocalTypes.Default.FaultModelArray));
        closed.MapMethods("faults", ["DELETE"], context =>
        {
            rules.Clear();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        closed.MapMethods("faults/{id}", ["DELETE"], context =>
        {
            var text = (string)context.Request.RouteValues["id"]!;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !rules.Remove(id))
                throw new ServiceException(ErrorCodes.NotFound, "There is no fault rule with this id, or none any more.");
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    private static async Task<FaultRule> ReadAsync(HttpRequest request, IEndpointRouteBuilder app)
    {
        var body = await BoundedBody.ReadAsync(request, MaxRuleBytes);
        try
        {
            var rule = FaultRuleReader.Read(body);
            rule.RequireOneOf(app.OperationNames());
            return rule;
        }
        catch (FormatException error)
        {
            throw new ServiceException(ErrorCodes.BadRequest, error.Message);
        }
    }
}
