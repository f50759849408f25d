using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Web;

/// <summary>The requests that the service has received, newest first.</summary>
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
            <p class="about">What the API has received, newest first. Headers are not kept, and of queries nothing but ids.</p>
            {(log.Length == 0 ? RequestTable.Empty() : table.Of(log.Reverse().Skip(pager.Skip).Take(pager.Size)))}
            {pager.Links(PagePaths.Requests, "requests")}
            """);
    }
}
