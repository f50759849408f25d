using System.Text.RegularExpressions;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomVision.LocalService.Api.V3;

internal sealed record ProjectExportV3(
    int IterationCount, int ImageCount, int TagCount, int RegionCount, int EstimatedImportTimeInMS, string Token);

/// <summary>Copies projects, and serves the images of a project by their paths.</summary>
internal sealed partial class ProjectCopyEndpoints(ProjectCopies copies, ProjectTokens tokens, Projects projects, Images images, ImageLinks links)
{
    public void Map(V3Routes routes)
    {
        routes.Map(nameof(ExportProject), "GET", "projects/{projectId}/export", ExportProject, since: 2);
        routes.Map(nameof(ImportProject), "POST", "projects/import", ImportProject, since: 2);
        routes.MapContent(nameof(GetArtifact), "GET", "projects/{projectId}/artifacts", GetArtifact, since: 3);
    }

    private ProjectExportV3 ExportProject(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var contents = copies.Count(projectId);
        // A measured copy takes about 20 microseconds for each image.
        return new ProjectExportV3(
            contents.Iterations, contents.Images, contents.Tags, contents.Regions, 100 + contents.Images / 50, tokens.Create(projectId));
    }

    /// <summary>The copy is complete when the answer arrives. Its status is Importing nevertheless, as on the real service: clients then poll.</summary>
    private async Task<ProjectV3> ImportProject(HttpRequest request)
    {
        var query = request.Parameters();
        var token = query.Text("token") is { Length: > 0 } text
            ? text
            : throw new ServiceException(ErrorCodes.BadRequestRequiredParamIsNull, "token is required.");
        // The text of the real service, which users get with a token that they haven't encoded.
        var projectId = tokens.Parse(token) ?? throw new ServiceException(ErrorCodes.BadRequestInvalidImportToken, "Invalid Token");
        var name = V3Version.Of(request).HasImportName && query.Text("name") is { Length: > 0 } chosen ? chosen : null;
        return ProjectEndpoints.Model(await copies.CopyAsync(projectId, name), thumbnailUri: null, status: "Importing");
    }

    /// <summary>
    /// The bytes of an image by its path: that of its link, or the one that the real service has where it has no links. The code for other
    /// paths is published; the text is invented.
    /// </summary>
    private async Task GetArtifact(HttpContext context)
    {
        var project = projects.Get(context.Request.PathId("projectId"));
        var path = context.Request.Query["path"].ToString();
        if (path.Length == 0)
            throw new ServiceException(ErrorCodes.BadRequestRequiredParamIsNull, "path is required.");
        var content = FindId(project, path) is { } id && images.BelongsTo(project.Id, id) ? images.FindContent(id) : null;
        await ResponseWriter.WriteAsync(
            context,
            "application/octet-stream",
            (content ?? throw new ServiceException(ErrorCodes.BadRequestInvalidArtifactUri, "path must be the path of an image of the project.")).Bytes);
    }

    private Guid? FindId(Project project, string path)
    {
        if (Uri.TryCreate(new Uri(links.Endpoint), path, out var uri) && LocalPath().Match(uri.AbsolutePath) is { Success: true } local)
        {
            var id = Guid.Parse(local.Groups["id"].ValueSpan);
            return links.IsSigned(id, local.Groups["view"].Value, QueryHelpers.ParseQuery(uri.Query).GetValueOrDefault("sig")) ? id : null;
        }
        return BlobPath().Match(path) is { Success: true } blob && Guid.Parse(blob.Groups["project"].ValueSpan) == project.Id
            ? Guid.Parse(blob.Groups["image"].ValueSpan)
            : null;
    }

    [GeneratedRegex("^/_local/images/(?<id>[0-9a-f-]{36})/(?<view>image|thumbnail)$", RegexOptions.IgnoreCase)]
    private static partial Regex LocalPath();

    [GeneratedRegex("^/?[iot]-(?<project>[0-9a-f]{32})/[iot]-(?<image>[0-9a-f]{32})$", RegexOptions.IgnoreCase)]
    private static partial Regex BlobPath();
}
