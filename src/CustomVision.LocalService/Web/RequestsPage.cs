using System.Globalization;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Web;

/// <summary>The requests to the API, newest first.</summary>
internal sealed class RequestsPage(RequestLog requests, RequestTable table)
{
    private const int RequestsOnPage = 100;

    public Page Show(HttpRequest request)
    {
        var log = requests.ToArray();
        var pager = Pager.Of(request, RequestsOnPage, log.Length);
        return new Page(
            "Requests",
            PageSection.Requests,
            $"""
            <h1>Requests <small>{DisplayFormat.Number(log.Length)}</small></h1>
            <p class="about">The requests to the API, newest first. The service stores no headers, and only ids from query strings.</p>
            {(log.Length == 0 ? RequestTable.Empty() : table.Of(log.Reverse().Skip(pager.Skip).Take(pager.Size)))}
            {pager.Links(PagePaths.Requests, "requests")}
            """);
    }
}

internal sealed class RequestTable(TimeProvider clock)
{
    public Html Of(IEnumerable<RequestRecord> newestFirst) =>
        $"""
        <div class="wide" role="region" aria-label="Requests" tabindex="0">
        <table class="requests">
        <thead><tr><th scope="col">Time</th><th scope="col">Status</th><th scope="col">Request</th><th scope="col" class="number">Images</th><th scope="col" class="number">In</th><th scope="col" class="number">Out</th><th scope="col" class="number">Took</th><th scope="col">Faults</th></tr></thead>
        <tbody>
        {newestFirst.Select(Row)}
        </tbody>
        </table>
        </div>
        """;

    public static Html Empty() =>
        $"""
        <div class="empty"><p>No requests to the API, or none since the log was cleared.</p></div>
        """;

    private Html Row(RequestRecord request) =>
        $"""
        <tr>
        <td>{DisplayFormat.Time(request.Time, clock, "HH:mm:ss.fff")}</td>
        <td>{Status(request)}</td>
        <td>{(request.Operation is { } name ? Html.Of($"<strong>{name}</strong>") : Html.Of($"<strong class=\"none\">no operation</strong>"))}<small class="address">{request.Method} {request.Path}</small></td>
        <td class="number" data-heading="Images">{(request.ImageCount is { } count ? DisplayFormat.Number(count) : "")}</td>
        <td class="number" data-heading="In">{(request.RequestBytes is { } sent and > 0 ? DisplayFormat.Bytes(sent) : "")}</td>
        <td class="number" data-heading="Out">{(request.ResponseBytes is { } answered and > 0 ? DisplayFormat.Bytes(answered) : "")}</td>
        <td class="number" data-heading="Took">{DisplayFormat.Milliseconds(request.DurationMs)}</td>
        <td data-heading="Faults">{string.Join(", ", request.Faults ?? [])}</td>
        </tr>

        """;

    private static Html Status(RequestRecord request) => request.Status switch
    {
        null => Html.Of($"<span class=\"badge bad\">aborted</span>"),
        { } status and >= 400 => Html.Of($"<span class=\"badge {(status >= 500 || status == 429 ? "bad" : "warn")}\">{status.ToString(CultureInfo.InvariantCulture)}</span>"),
        { } status => Html.Of($"<span class=\"badge good\">{status.ToString(CultureInfo.InvariantCulture)}</span>"),
    };
}
