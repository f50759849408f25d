using CustomVision.Http;
using CustomVision.Models;
using static CustomVision.Http.WireMessage;

namespace CustomVision.Training;

/// <summary>Training 1.0: Pascal case, lists as repeated parameters, names in the query and no body where one would expect it.</summary>
internal sealed class TrainingWire10 : ITrainingWire
{
    private const string Root = "customvision/v1.0/Training";

    public WireCall<Account> GetAccountInfo() =>
        Get("GetAccountInfo", $"{Root}/account", TrainingJson.Default.Account) with { AnswerHoldsKeys = true };

    public WireCall<IReadOnlyList<Domain>> GetDomains() =>
        Get("GetDomains", $"{Root}/domains", TrainingJson.Default.IReadOnlyListDomain);

    public WireCall<Domain> GetDomain(Guid domainId) =>
        Get("GetDomain", $"{Root}/domains/{domainId}", TrainingJson.Default.Domain);

    public WireCall<IReadOnlyList<Project>> GetProjects() =>
        Get("GetProjects", $"{Root}/projects", TrainingJson.Default.IReadOnlyListProject);

    public WireCall<Project> GetProject(Guid projectId) =>
        Get("GetProject", Project(projectId), TrainingJson.Default.Project);

    public WireCall<Project> CreateProject(string name, string? description, Guid? domainId) =>
        Post(
            "CreateProject",
            new RelativeUri($"{Root}/projects").With("name", name).With("description", description).With("domainId", domainId).ToString(),
            TrainingJson.Default.Project);

    public WireCall<Project> UpdateProject(Guid projectId, ProjectUpdate update) =>
        Patch("UpdateProject", Project(projectId), TrainingJson.Default.Project).Sending(update, TrainingJson.Default.ProjectUpdate);

    public WireCall<None> DeleteProject(Guid projectId) => Delete("DeleteProject", Project(projectId));

    public WireCall<TagList> GetTags(Guid projectId, Guid? iterationId) =>
        Get("GetTags", new RelativeUri(Tags(projectId)).With("iterationId", iterationId).ToString(), TrainingJson.Default.TagList);

    public WireCall<Tag> GetTag(Guid projectId, Guid tagId, Guid? iterationId) =>
        Get("GetTag", new RelativeUri($"{Tags(projectId)}/{tagId}").With("iterationId", iterationId).ToString(), TrainingJson.Default.Tag);

    public WireCall<Tag> CreateTag(Guid projectId, string name, string? description) =>
        Post("CreateTag", new RelativeUri(Tags(projectId)).With("name", name).With("description", description).ToString(), TrainingJson.Default.Tag);

    public WireCall<Tag> UpdateTag(Guid projectId, Guid tagId, TagUpdate update) =>
        Patch("UpdateTag", $"{Tags(projectId)}/{tagId}", TrainingJson.Default.Tag).Sending(update, TrainingJson.Default.TagUpdate);

    public WireCall<None> DeleteTag(Guid projectId, Guid tagId) => Delete("DeleteTag", $"{Tags(projectId)}/{tagId}");

    public WireCall<ImageCreateSummary> CreateImagesFromData(Guid projectId, IReadOnlyList<Guid> tagIds, Func<HttpContent> images) =>
        Post(
            "CreateImagesFromData",
            new RelativeUri($"{Images(projectId)}/image").WithEach("tagIds", tagIds).ToString(),
            TrainingJson.Default.ImageCreateSummary) with
        { Content = images };

    public WireCall<ImageCreateSummary> CreateImagesFromUrls(Guid projectId, IReadOnlyList<string> urls, IReadOnlyList<Guid> tagIds) =>
        Post("CreateImagesFromUrls", $"{Images(projectId)}/url", TrainingJson.Default.ImageCreateSummary)
            .Sending(new ImageUrlCreateBatch(tagIds, urls), TrainingJson.Default.ImageUrlCreateBatch);

    public WireCall<ImageCreateSummary> CreateImagesFromPredictions(Guid projectId, IReadOnlyList<Guid> predictionIds, IReadOnlyList<Guid> tagIds) =>
        Post("CreateImagesFromPredictions", $"{Images(projectId)}/predictions", TrainingJson.Default.ImageCreateSummary)
            .Sending(new ImageIdCreateBatch(tagIds, predictionIds), TrainingJson.Default.ImageIdCreateBatch);

    public WireCall<IReadOnlyList<Image>> GetImagesByTags(Guid projectId, IReadOnlyList<Guid> tagIds, ImagePage page) =>
        List("GetImagesByTags", new RelativeUri($"{Images(projectId)}/tagged").WithEach("tagIds", tagIds), page);

    public WireCall<IReadOnlyList<Image>> GetAllTaggedImages(Guid projectId, ImagePage page) =>
        List("GetAllTaggedImages", new RelativeUri($"{Images(projectId)}/tagged/all"), page);

    public WireCall<IReadOnlyList<Image>> GetAllUntaggedImages(Guid projectId, ImagePage page) =>
        List("GetAllUntaggedImages", new RelativeUri($"{Images(projectId)}/untagged"), page);

    public WireCall<None> DeleteImages(Guid projectId, IReadOnlyList<Guid> imageIds) =>
        Delete("DeleteImages", new RelativeUri(Images(projectId)).WithEach("imageIds", imageIds).ToString());

    public WireCall<Image> PostImageLabel(Guid projectId, Guid imageId, Guid tagId) =>
        Post(
            "PostImageLabel",
            new RelativeUri($"{Images(projectId)}/{imageId}/label").With("tagId", tagId).ToString(),
            TrainingJson.Default.Image);

    public WireCall<Image> DeleteImageLabel(Guid projectId, Guid imageId, Guid labelId) =>
        new(
            "DeleteImageLabel",
            HttpMethod.Delete,
            $"{Images(projectId)}/{imageId}/label/{labelId}",
            body => Parse(body, TrainingJson.Default.Image));

    public WireCall<Iteration> TrainProject(Guid projectId) =>
        Post("TrainProject", $"{Project(projectId)}/train", TrainingJson.Default.Iteration);

    public WireCall<IReadOnlyList<Iteration>> GetIterations(Guid projectId) =>
        Get("GetIterations", $"{Project(projectId)}/iterations", TrainingJson.Default.IReadOnlyListIteration);

    public WireCall<Iteration> GetIteration(Guid projectId, Guid iterationId) =>
        Get("GetIteration", Iteration(projectId, iterationId), TrainingJson.Default.Iteration);

    public WireCall<Iteration> UpdateIteration(Guid projectId, Guid iterationId, IterationUpdate update) =>
        Patch("UpdateIteration", Iteration(projectId, iterationId), TrainingJson.Default.Iteration)
            .Sending(update, TrainingJson.Default.IterationUpdate);

    public WireCall<None> DeleteIteration(Guid projectId, Guid iterationId) =>
        Delete("DeleteIteration", Iteration(projectId, iterationId));

    public WireCall<IterationPerformance> GetIterationPerformance(Guid projectId, Guid iterationId, double threshold) =>
        Get(
            "GetIterationPerformance",
            new RelativeUri($"{Iteration(projectId, iterationId)}/performance").With("threshold", threshold).ToString(),
            TrainingJson.Default.IterationPerformance);

    public WireCall<PredictionPage> GetPredictionResults(Guid projectId, PredictionQuery query) =>
        Get(
            "GetPredictionResults",
            new RelativeUri(Predictions(projectId))
                .With("maxCount", query.MaxCount)
                .With("orderBy", query.OrderBy.ToString())
                .With("iterationId", query.IterationId)
                .WithEach("tagIds", query.TagIds)
                .With("threshold", query.Threshold)
                .With("startTime", query.StartTime)
                .With("endTime", query.EndTime)
                .With("source", query.Source)
                .ToString(),
            TrainingJson.Default.PredictionPage);

    public WireCall<PredictionPage> GetNextPredictionResults(Guid projectId, PredictionToken token) =>
        Post("GetNextPredictionResults", $"{Predictions(projectId)}/next", TrainingJson.Default.PredictionPage)
            .Sending(token, TrainingJson.Default.PredictionToken);

    public WireCall<None> DeletePrediction(Guid projectId, IReadOnlyList<Guid> predictionIds) =>
        Delete("DeletePrediction", new RelativeUri(Predictions(projectId)).WithEach("ids", predictionIds).ToString());

    private static string Project(Guid projectId) => $"{Root}/projects/{projectId}";

    private static string Tags(Guid projectId) => $"{Project(projectId)}/tags";

    private static string Iteration(Guid projectId, Guid iterationId) => $"{Project(projectId)}/iterations/{iterationId}";

    private static string Predictions(Guid projectId) => $"{Project(projectId)}/predictions";

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
}
