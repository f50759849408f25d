using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Training;

/// <summary>Training 1.0: Pascal case, lists as repeated parameters, names in the query and no body where one would expect it.</summary>
internal sealed class TrainingWire10 : ITrainingWire
{
    private const string Root = "customvision/v1.0/Training";

    public WireCall<IReadOnlyList<Domain>> GetDomains() =>
        Get("GetDomains", $"{Root}/domains", TrainingJson.Default.IReadOnlyListDomain);

    public WireCall<IReadOnlyList<Project>> GetProjects() =>
        Get("GetProjects", $"{Root}/projects", TrainingJson.Default.IReadOnlyListProject);

    public WireCall<Project> GetProject(Guid projectId) =>
        Get("GetProject", Project(projectId), TrainingJson.Default.Project);

    public WireCall<Project> CreateProject(string name, string? description, Guid? domainId) =>
        Post(
            "CreateProject",
            new RelativeUri($"{Root}/projects").With("name", name).With("description", description).With("domainId", domainId),
            TrainingJson.Default.Project);

    public WireCall<None> DeleteProject(Guid projectId) => Delete("DeleteProject", Project(projectId));

    public WireCall<TagList> GetTags(Guid projectId, Guid? iterationId) =>
        Get("GetTags", new RelativeUri(Tags(projectId)).With("iterationId", iterationId).ToString(), TrainingJson.Default.TagList);

    public WireCall<Tag> GetTag(Guid projectId, Guid tagId, Guid? iterationId) =>
        Get("GetTag", new RelativeUri($"{Tags(projectId)}/{tagId}").With("iterationId", iterationId).ToString(), TrainingJson.Default.Tag);

    public WireCall<Tag> CreateTag(Guid projectId, string name, string? description) =>
        Post("CreateTag", new RelativeUri(Tags(projectId)).With("name", name).With("description", description), TrainingJson.Default.Tag);

    public WireCall<None> DeleteTag(Guid projectId, Guid tagId) => Delete("DeleteTag", $"{Tags(projectId)}/{tagId}");

    public WireCall<ImageCreateSummary> CreateImagesFromData(Guid projectId, IReadOnlyList<Guid> tagIds, Func<HttpContent> images) =>
        Post(
            "CreateImagesFromData",
            new RelativeUri($"{Images(projectId)}/image").WithEach("tagIds", tagIds),
            TrainingJson.Default.ImageCreateSummary) with
        { Content = images };

    public WireCall<ImageCreateSummary> CreateImagesFromUrls(Guid projectId, IReadOnlyList<string> urls, IReadOnlyList<Guid> tagIds) =>
        Post("CreateImagesFromUrls", new RelativeUri($"{Images(projectId)}/url"), TrainingJson.Default.ImageCreateSummary)
            with
        { Content = Json(new ImageUrlCreateBatch(tagIds, urls), TrainingJson.Default.ImageUrlCreateBatch) };

    public WireCall<ImageCreateSummary> CreateImagesFromPredictions(Guid projectId, IReadOnlyList<Guid> predictionIds, IReadOnlyList<Guid> tagIds) =>
        Post("CreateImagesFromPredictions", new RelativeUri($"{Images(projectId)}/predictions"), TrainingJson.Default.ImageCreateSummary)
            with
        { Content = Json(new ImageIdCreateBatch(tagIds, predictionIds), TrainingJson.Default.ImageIdCreateBatch) };

    public WireCall<IReadOnlyList<Image>> GetImagesByTags(Guid projectId, IReadOnlyList<Guid> tagIds, ImagePage page) =>
        List("GetImagesByTags", new RelativeUri($"{Images(projectId)}/tagged").WithEach("tagIds", tagIds), page);

    public WireCall<IReadOnlyList<Image>> GetAllTaggedImages(Guid projectId, ImagePage page) =>
        List("GetAllTaggedImages", new RelativeUri($"{Images(projectId)}/tagged/all"), page);

    public WireCall<IReadOnlyList<Image>> GetAllUntaggedImages(Guid projectId, ImagePage page) =>
        List("GetAllUntaggedImages", new RelativeUri($"{Images(projectId)}/untagged"), page);

    public WireCall<None> DeleteImages(Guid projectId, IReadOnlyList<Guid> imageIds) =>
        Delete("DeleteImages", new RelativeUri(Images(projectId)).WithEach("imageIds", imageIds).ToString());

    private static string Project(Guid projectId) => $"{Root}/projects/{projectId}";

    private static string Tags(Guid projectId) => $"{Project(projectId)}/tags";

    private static string Images(Guid projectId) => $"{Project(projectId)}/images";

    private static WireCall<IReadOnlyList<Image>> List(string operation, RelativeUri uri, ImagePage page) =>
        Get(
            operation,
            uri.With("iterationId", page.IterationId)
                .With("orderBy", page.OrderBy.ToString())
                .With("take", page.Take)
                .With("skip", page.Skip)
                .ToString(),
            TrainingJson.Default.IReadOnlyListImage);

    private static WireCall<T> Get<T>(string operation, string path, JsonTypeInfo<T> type) =>
        new(operation, HttpMethod.Get, path, body => Parse(body, type));

    // An empty body rather than none: a POST without Content-Length is refused by some gateways.
    private static WireCall<T> Post<T>(string operation, RelativeUri uri, JsonTypeInfo<T> type) =>
        new(operation, HttpMethod.Post, uri.ToString(), body => Parse(body, type)) { Content = () => new ByteArrayContent([]) };

    private static Func<HttpContent> Json<T>(T body, JsonTypeInfo<T> type) => () =>
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        return content;
    };

    private static WireCall<None> Delete(string operation, string path) => new(operation, HttpMethod.Delete, path, _ => default);

    private static T Parse<T>(byte[] body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null.");
}
