using System.Globalization;

namespace CustomVision.LocalService.Web;

/// <summary>Where the pages are. All but the one that leads to them are under /_local/, with all that is not the published API.</summary>
internal static class PagePaths
{
    public const string Root = "/_local/pages";
    public const string Overview = Root + "/";
    public const string Requests = Root + "/requests";
    public const string Faults = Root + "/faults";
    public const string SignIn = Root + "/sign-in";
    public const string SignOut = Root + "/sign-out";
    public const string Style = Root + "/style.css";
    public const string Icon = Root + "/icon.svg";

    /// <summary>What browsers ask for besides: when they are given no more than the address of the service, or that of an image.</summary>
    public const string Home = "/";
    public const string Favicon = "/favicon.ico";

    /// <summary>Whether a path is one of the service's own, and not one of the API.</summary>
    public static bool Has(PathString path) =>
        path.StartsWithSegments("/_local", StringComparison.OrdinalIgnoreCase) || path.Value is Home or Favicon;

    public static string Images(Guid projectId) => $"{Root}/projects/{projectId}";

    public static string Iterations(Guid projectId) => $"{Root}/projects/{projectId}/iterations";

    public static string Iteration(Guid projectId, Guid iterationId) => $"{Root}/projects/{projectId}/iterations/{iterationId}";

    /// <param name="number">From 1.</param>
    public static string PageOf(string path, int number)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return number == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}{separator}page={number}");
    }
}
