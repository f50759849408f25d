namespace CustomVision.LocalService.Web;

/// <summary>
/// A command to copy. Each of its words is a piece of its own, so that a narrow page ends its lines between them: a browser would
/// also end one after the dash that a parameter begins with.
/// </summary>
internal static class Command
{
    /// <param name="further">Lines of a command that goes on.</param>
    public static Html Of(string line, params string[] further) =>
        $"<pre><code>{Words(line)}{further.Select(next => Html.Of($"\n    {Words(next)}"))}</code></pre>";

    private static IEnumerable<Html> Words(string line) =>
        line.Split(' ').Select((word, index) => index == 0 ? Html.Of($"<span>{word}</span>") : Html.Of($" <span>{word}</span>"));
}
