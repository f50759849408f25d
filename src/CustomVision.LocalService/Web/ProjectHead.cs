using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Web;

/// <summary>What is above everything about one project.</summary>
internal static class ProjectHead
{
    public const string Images = "Images";
    public const string Iterations = "Iterations";

    /// <param name="part">Which of the two is shown.</param>
    public static Html Of(Project project, string part)
    {
        return $"""
            <p class="path"><a href="{PagePaths.Overview}">Projects</a></p>
            <h1><bdi>{project.Name}</bdi></h1>
            {(project.Description.Length > 0 ? Html.Of($"<p class=\"about\"><bdi>{project.Description}</bdi></p>") : Html.None)}
            <nav class="tabs" aria-label="Project">
            {Tab(Images, PagePaths.Images(project.Id))}
            {Tab(Iterations, PagePaths.Iterations(project.Id))}
            </nav>
            """;

        Html Tab(string text, string path) => text == part
            ? Html.Of($"<a href=\"{path}\" aria-current=\"page\">{text}</a>")
            : Html.Of($"<a href=\"{path}\">{text}</a>");
    }
}
