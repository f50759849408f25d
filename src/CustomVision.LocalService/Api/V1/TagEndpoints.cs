using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Api.V1;

internal sealed record ImageTagModel(Guid Id, string Name, string? Description, int ImageCount);

internal sealed record ImageTagListModel(ImageTagModel[] Tags, int TotalTaggedImages, int TotalUntaggedImages) : IResultList
{
    public object Shuffled(ResultShuffle shuffle) => this with { Tags = shuffle.Apply(Tags) };
}

internal sealed class TagEndpoints(Tags tags)
{
    public void Map(IEndpointRouteBuilder project)
    {
        project.Map("GET", "tags", V1Json.Default.ImageTagListModel, GetTags).WithOperation(nameof(GetTags));
        project.Map("POST", "tags", V1Json.Default.ImageTagModel, CreateTag).WithOperation(nameof(CreateTag));
        project.Map("GET", "tags/{tagId}", V1Json.Default.ImageTagModel, GetTag).WithOperation(nameof(GetTag));
        project.Map("PATCH", "tags/{tagId}", V1Json.Default.ImageTagModel, UpdateTag).WithOperation(nameof(UpdateTag));
        project.Map("DELETE", "tags/{tagId}", DeleteTag).WithOperation(nameof(DeleteTag));
    }

    private ImageTagListModel GetTags(HttpRequest request)
    {
        var list = tags.List(request.PathId("projectId"), request.QueryId("iterationId"));
        return new ImageTagListModel([.. list.Tags.Select(Model)], list.TaggedImages, list.UntaggedImages);
    }

    private ImageTagModel GetTag(HttpRequest request) =>
        Model(tags.Get(request.PathId("projectId"), request.PathId("tagId"), request.QueryId("iterationId")));

    private async Task<ImageTagModel> CreateTag(HttpRequest request) =>
        Model(await tags.CreateAsync(request.PathId("projectId"), request.Query["name"], request.Query["description"]));

    /// <summary>Updates Name and Description. A member that is missing stays unchanged.</summary>
    private async Task<ImageTagModel> UpdateTag(HttpRequest request)
    {
        var (projectId, tagId) = (request.PathId("projectId"), request.PathId("tagId"));
        var body = await RequestBody.ReadAsync(request, ["Name", "Description"]);
        return Model(await tags.UpdateAsync(projectId, tagId, body.Text("Name"), body.Text("Description")));
    }

    private Task DeleteTag(HttpRequest request) => tags.DeleteAsync(request.PathId("projectId"), request.PathId("tagId"));

    private static ImageTagModel Model(Tag tag) => new(tag.Id, tag.Name, tag.Description, tag.ImageCount);
}
