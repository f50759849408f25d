using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

internal sealed class TagOperations(Tags tags)
{
    public Task<ImageTagListModel> GetTags(HttpRequest request)
    {
        var list = tags.List(request.PathId("projectId"), request.QueryId("iterationId"));
        return Task.FromResult(new ImageTagListModel([.. list.Tags.Select(Model)], list.TaggedImages, list.UntaggedImages));
    }

    public Task<ImageTagModel> GetTag(HttpRequest request) =>
        Task.FromResult(Model(tags.Get(request.PathId("projectId"), request.PathId("tagId"), request.QueryId("iterationId"))));

    public async Task<ImageTagModel> CreateTag(HttpRequest request) =>
        Model(await tags.CreateAsync(request.PathId("projectId"), request.Query["name"], request.Query["description"]));

    /// <summary>Name and Description are taken over; what is left out stays as it is.</summary>
    public async Task<ImageTagModel> UpdateTag(HttpRequest request)
    {
        var (projectId, tagId) = (request.PathId("projectId"), request.PathId("tagId"));
        var body = await ModelBody.ReadAsync(request, new("Name"), new("Description"));
        return Model(await tags.UpdateAsync(projectId, tagId, body.Text("Name"), body.Text("Description")));
    }

    public Task DeleteTag(HttpRequest request) => tags.DeleteAsync(request.PathId("projectId"), request.PathId("tagId"));

    private static ImageTagModel Model(Tag tag) => new(tag.Id, tag.Name, tag.Description, tag.ImageCount);
}
