using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api.V3;

internal sealed record TagV3(Guid Id, string Name, string? Description, string Type, int ImageCount);

internal sealed class TagEndpoints(Tags tags)
{
    public void Map(V3Routes routes)
    {
        routes.Map(nameof(GetTags), "GET", "projects/{projectId}/tags", GetTags);
        routes.Map(nameof(CreateTag), "POST", "projects/{projectId}/tags", CreateTag);
        routes.Map(nameof(GetTag), "GET", "projects/{projectId}/tags/{tagId}", GetTag);
        routes.Map(nameof(UpdateTag), "PATCH", "projects/{projectId}/tags/{tagId}", UpdateTag);
        routes.MapNoContent(nameof(DeleteTag), "DELETE", "projects/{projectId}/tags/{tagId}", DeleteTag);
    }

    private TagV3[] GetTags(HttpRequest request) =>
        [.. tags.List(request.PathId("projectId"), request.QueryId("iterationId")).Tags.Select(tag => Model(tag, request))];

    private TagV3 GetTag(HttpRequest request) =>
        Model(tags.Get(request.PathId("projectId"), request.PathId("tagId"), request.QueryId("iterationId")), request);

    private async Task<TagV3> CreateTag(HttpRequest request) => Model(
        await tags.CreateAsync(
            request.PathId("projectId"), request.Query["name"], request.Query["description"], Type(request.Query["type"], request) ?? TagType.Regular),
        request);

    /// <summary>A member that is missing stays unchanged, and others are read-only.</summary>
    private async Task<TagV3> UpdateTag(HttpRequest request)
    {
        var (projectId, tagId) = (request.PathId("projectId"), request.PathId("tagId"));
        var body = await LenientBody.ReadAsync(request);
        return Model(
            await tags.UpdateAsync(projectId, tagId, body.Text("name"), body.Text("description"), Type(body.Text("type"), request)), request);
    }

    private Task DeleteTag(HttpRequest request) => tags.DeleteAsync(request.PathId("projectId"), request.PathId("tagId"));

    private static TagType? Type(string? text, HttpRequest request)
    {
        var known = V3Version.Of(request).TagTypes;
        return string.IsNullOrEmpty(text) ? null
            : known.Any(type => type.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) ? Enum.Parse<TagType>(text, ignoreCase: true)
            // The code is published; the text is invented.
            : throw new ServiceException(ErrorCodes.BadRequestTagType, $"type must be {string.Join(" or ", known)}. '{text}' is not valid.");
    }

    private static TagV3 Model(Tag tag, HttpRequest request) =>
        new(tag.Id, tag.Name, tag.Description, V3Version.Of(request).NameOf(tag.Type), tag.ImageCount);
}
