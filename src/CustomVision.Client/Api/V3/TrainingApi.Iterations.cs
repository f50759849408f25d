using System.Text.Json;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;
using static CustomVision.Api.ImageRequests;
using static CustomVision.Http.ApiRequest;

namespace CustomVision.Api.V3;

/// <content>Iterations, their performance, publication and export, suggestions, and stored predictions.</content>
internal sealed partial class TrainingApi
{
    // The service filters predictions by at most two tags.
    private const int LargestTagFilter = 2;

    public async Task<Iteration> TrainProjectAsync(Guid projectId, TrainingOptions? options, CancellationToken cancellation)
    {
        var (selected, baseIteration) = (options?.SelectedTags ?? [], options?.BaseIteration);
        if (selected.Count > 0)
            Require("3.2", "TrainProject", "training with selected tags");
        if (baseIteration is not null)
            Require("3.4-preview", "TrainProject", "training from another iteration");
        var path = new RelativeUri($"{ProjectPath(projectId)}/train")
            .With("trainingType", options?.TrainingType)
            .With("reservedBudgetInHours", options?.ReservedBudgetInHours ?? 0)
            .With("forceTrain", options?.Force == true ? "true" : "false")
            .With("notificationEmailAddress", options?.NotificationEmailAddress)
            .ToString();
        var request = Post("TrainProject", path, V3Json.Default.IterationModel) with { IsIdempotent = false };
        if (selected.Count > 0 || baseIteration is not null)
            request = request.WithBody(
                new TrainingParametersModel(
                    selected.Count > 0 ? selected : null,
                    baseIteration is null ? null : new BaseModelModel(baseIteration.ProjectId, baseIteration.IterationId)),
                V3Json.Default.TrainingParametersModel);
        return await SendAsync(projectId, request, cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Iteration>> GetIterationsAsync(Guid projectId, CancellationToken cancellation)
    {
        var request = Get("GetIterations", $"{ProjectPath(projectId)}/iterations", V3Json.Default.IReadOnlyListIterationModel);
        return Map(await SendAsync(request, cancellation).ConfigureAwait(false), iteration => iteration.ToIteration(projectId));
    }

    public Task<Iteration> GetIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation) =>
        SendAsync(projectId, Get("GetIteration", IterationPath(projectId, iterationId), V3Json.Default.IterationModel), cancellation);

    public async Task<Iteration> UpdateIterationAsync(Guid projectId, Guid iterationId, IterationUpdate update, CancellationToken cancellation)
    {
        if (update.IsDefault is not null)
            throw new UnsupportedByVersionException("UpdateIteration", version, "default iterations. Publish the iteration instead (Publish-CVIteration)", "1.0");
        var name = update.Name ?? (await GetIterationAsync(projectId, iterationId, cancellation).ConfigureAwait(false)).Name ?? "";
        var request = Patch("UpdateIteration", IterationPath(projectId, iterationId), V3Json.Default.IterationModel)
            .WithBody(new IterationUpdateModel(name), V3Json.Default.IterationUpdateModel);
        return await SendAsync(projectId, request, cancellation).ConfigureAwait(false);
    }

    public Task DeleteIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation) =>
        SendAsync(Delete("DeleteIteration", IterationPath(projectId, iterationId)), cancellation);

    public async Task PublishIterationAsync(
        Guid projectId, Guid iterationId, string name, string predictionResourceId, bool overwrite, CancellationToken cancellation)
    {
        if (overwrite)
            Require("3.3", "PublishIteration", "replacing a published iteration");
        var path = new RelativeUri($"{IterationPath(projectId, iterationId)}/publish")
            .With("publishName", name)
            .With("predictionId", predictionResourceId)
            .With("overwrite", overwrite ? "true" : null)
            .ToString();
        try
        {
            await SendAsync(Post("PublishIteration", path, V3Json.Default.Boolean), cancellation).ConfigureAwait(false);
        }
        catch (ServiceErrorException error) when (error.ServiceCode == "BadRequestIterationIsPublished")
        {
            // An earlier attempt whose answer was lost may have published it.
            var iteration = await GetIterationAsync(projectId, iterationId, cancellation).ConfigureAwait(false);
            if (iteration.PublishName != name)
                throw;
        }
    }

    public Task UnpublishIterationAsync(Guid projectId, Guid iterationId, CancellationToken cancellation) =>
        SendAsync(Delete("UnpublishIteration", $"{IterationPath(projectId, iterationId)}/publish"), cancellation);

    public async Task<IterationPerformance> GetIterationPerformanceAsync(
        Iteration iteration, double threshold, double? overlapThreshold, CancellationToken cancellation)
    {
        var path = new RelativeUri($"{IterationPath(iteration.ProjectId, iteration.Id)}/performance")
            .With("threshold", threshold).With("overlapThreshold", overlapThreshold).ToString();
        var model = await SendAsync(Get("GetIterationPerformance", path, V3Json.Default.PerformanceModel), cancellation).ConfigureAwait(false);
        return model.ToPerformance(iteration, threshold, overlapThreshold);
    }

    public PagedList<ImagePerformance> GetImagePerformances(Guid projectId, Guid iterationId, ImageFilter filter)
    {
        const string Operation = "GetImagePerformances";
        if (filter.TagIds.Count > MostTagsOfList)
            return ImageLists.WithAnyTag(
                Operation, GetImagePerformances(projectId, iterationId, WithoutTags(filter)), filter, image => image.Tags, image => image.Id);
        return ImageLists.Of(Operation, filter, PageAsync, image => image.Id);

        async Task<(int, IReadOnlyList<ImagePerformance>)> PageAsync(int skip, CancellationToken token)
        {
            var path = new RelativeUri($"{IterationPath(projectId, iterationId)}/performance/images")
                .WithList("tagIds", filter.TagIds).With("orderBy", filter.OrderBy.ToString()).With("take", filter.PageSize).With("skip", skip).ToString();
            var page = await SendAsync(Get(Operation, path, V3Json.Default.IReadOnlyListImageModel), token).ConfigureAwait(false);
            return (page.Count, Map(page, image => image.ToImagePerformance(projectId, iterationId)));
        }
    }

    public Task<int> CountImagePerformancesAsync(Guid projectId, Guid iterationId, IReadOnlyList<Guid> tagIds, CancellationToken cancellation)
    {
        if (tagIds.Count > MostTagsOfList)
            return CountAllAsync(GetImagePerformances(projectId, iterationId, new ImageFilter { TagIds = tagIds }), cancellation);
        var path = new RelativeUri($"{IterationPath(projectId, iterationId)}/performance/images/count").WithList("tagIds", tagIds).ToString();
        return SendAsync(Get("GetImagePerformanceCount", path, V3Json.Default.Int32), cancellation);
    }

    public async Task<IReadOnlyList<IterationExport>> GetExportsAsync(Iteration iteration, CancellationToken cancellation)
    {
        var request = Get("GetExports", $"{IterationPath(iteration.ProjectId, iteration.Id)}/export", V3Json.Default.IReadOnlyListExportModel);
        return Map(await SendAsync(request, cancellation).ConfigureAwait(false), export => export.ToExport(iteration));
    }

    public async Task<IterationExport> ExportIterationAsync(Iteration iteration, string platform, string? flavor, CancellationToken cancellation)
    {
        var path = new RelativeUri($"{IterationPath(iteration.ProjectId, iteration.Id)}/export").With("platform", platform).With("flavor", flavor).ToString();
        try
        {
            return (await SendAsync(Post("ExportIteration", path, V3Json.Default.ExportModel), cancellation).ConfigureAwait(false)).ToExport(iteration);
        }
        catch (ServiceErrorException error) when (error.ServiceCode == "BadRequestExportAlreadyInProgress")
        {
            // An earlier attempt whose answer was lost may have started it.
            var exports = await GetExportsAsync(iteration, cancellation).ConfigureAwait(false);
            if (exports.FirstOrDefault(export => IsFor(export, platform, flavor)) is { } existing)
                return existing;
            throw;
        }
    }

    public async Task<ImagePrediction> QuickTestAsync(Guid projectId, ImageEntry image, Guid? iterationId, bool store, CancellationToken cancellation)
    {
        if (!store)
            Require("3.1", "QuickTestImage", "quick tests that are not stored");
        var isUrl = image.Source == ImageSource.Url;
        var path = new RelativeUri($"{ProjectPath(projectId)}/quicktest/{(isUrl ? "url" : "image")}")
            .With("iterationId", iterationId).With("store", store ? null : "false").ToString();
        var request = Post(isUrl ? "QuickTestImageUrl" : "QuickTestImage", path, V3Json.Default.PredictionModel).WithImage(image);
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToPrediction();
    }

    public async Task<IReadOnlyList<Suggestion>> SuggestAsync(
        Guid projectId, Guid iterationId, IReadOnlyList<Guid> imageIds, CancellationToken cancellation)
    {
        Require("3.1", "SuggestTagsAndRegions", "suggestions");
        var path = new RelativeUri($"{ProjectPath(projectId)}/tagsandregions/suggestions")
            .With("iterationId", iterationId).WithList("imageIds", imageIds).ToString();
        var request = Post("SuggestTagsAndRegions", path, V3Json.Default.IReadOnlyListPredictionModel) with { Subject = $"{imageIds.Count} images" };
        return Map(await SendAsync(request, cancellation).ConfigureAwait(false), suggestion => suggestion.ToSuggestion(projectId));
    }

    public PagedList<Suggestion> GetSuggestions(Guid projectId, Guid iterationId, SuggestionFilter filter)
    {
        Require("3.1", "QuerySuggestedImages", "suggestions");
        var path = new RelativeUri($"{ImagesPath(projectId)}/suggested").With("iterationId", iterationId).ToString();
        var first = Post("QuerySuggestedImages", path, V3Json.Default.QueryResultModel).WithBody(
            new SuggestionQueryModel(filter.TagIds, filter.Threshold, Session: "", filter.PageSize, filter.OrderBy.ToString()),
            V3Json.Default.SuggestionQueryModel);
        return ToPagedList(first, model => model.ToSuggestion(projectId), suggestion => suggestion.ImageId);
    }

    public async Task<IReadOnlyDictionary<Guid, int>> CountSuggestionsAsync(
        Guid projectId, Guid iterationId, IReadOnlyList<Guid> tagIds, double threshold, CancellationToken cancellation)
    {
        Require("3.1", "QuerySuggestedImageCount", "suggestions");
        var path = new RelativeUri($"{ImagesPath(projectId)}/suggested/count").With("iterationId", iterationId).ToString();
        var request = Post("QuerySuggestedImageCount", path, V3Json.Default.IReadOnlyDictionaryStringInt32)
            .WithBody(new TagFilterModel(tagIds, threshold), V3Json.Default.TagFilterModel);
        var counts = await SendAsync(request, cancellation).ConfigureAwait(false);
        return counts.Where(count => Guid.TryParse(count.Key, out _)).ToDictionary(count => Guid.Parse(count.Key), count => count.Value);
    }

    public PagedList<StoredImagePrediction> GetPredictions(Guid projectId, PredictionFilter filter)
    {
        var isFilteredHere = filter.TagIds.Count > LargestTagFilter;
        var query = new PredictionQueryModel
        {
            MaxCount = filter.PageSize,
            OrderBy = filter.OrderBy.ToString(),
            Tags = filter.TagIds.Count == 0 || isFilteredHere ? null : [.. filter.TagIds.Select(id => new PredictionQueryTagModel(id, filter.Threshold))],
            IterationId = filter.IterationId,
            StartTime = filter.StartTime,
            EndTime = filter.EndTime,
            Application = filter.Source,
        };
        var first = Post("QueryPredictions", $"{ProjectPath(projectId)}/predictions/query", V3Json.Default.QueryResultModel)
            .WithBody(query, V3Json.Default.PredictionQueryModel);
        return ToPagedList(first, Mapping.ToStoredPrediction, prediction => prediction.Id, isFilteredHere ? IsSelected : null);

        bool IsSelected(StoredImagePrediction prediction) =>
            prediction.Predictions.Any(tag => filter.TagIds.Contains(tag.TagId) && tag.Probability >= (filter.Threshold ?? 0));
    }

    public Task DeletePredictionsAsync(Guid projectId, IReadOnlyList<Guid> predictionIds, CancellationToken cancellation) =>
        SendAsync(Delete("DeletePrediction", new RelativeUri($"{ProjectPath(projectId)}/predictions").WithList("ids", predictionIds).ToString()), cancellation);

    private static bool IsFor(IterationExport export, string platform, string? flavor) =>
        string.Equals(export.Platform, platform, StringComparison.OrdinalIgnoreCase)
        && string.Equals(export.Flavor ?? "", flavor ?? "", StringComparison.OrdinalIgnoreCase);

    private PagedList<T> ToPagedList<T>(
        ApiRequest<QueryResultModel> first, Func<PredictionModel, T> map, Func<T, Guid> idOf, Func<T, bool>? isSelected = null)
    {
        return new PagedList<T>(token => PageAsync(first, token), idOf);

        async Task<PagedList<T>.Page> PageAsync(ApiRequest<QueryResultModel> request, CancellationToken cancellation)
        {
            var page = await SendAsync(request, cancellation).ConfigureAwait(false);
            var items = Map(page.Results, map);
            if (isSelected is not null)
                items = [.. items.Where(isSelected)];
            if (!HasContinuation(page.Token))
                return new PagedList<T>.Page(request.Operation, items, null);
            var next = first.WithBody(page.Token, V3Json.Default.JsonElement);
            return new PagedList<T>.Page(request.Operation, items, later => PageAsync(next, later), page.Token.GetRawText());
        }
    }

    private static bool HasContinuation(JsonElement token) =>
        token.ValueKind == JsonValueKind.Object
        && token.TryGetProperty("continuation", out var continuation)
        && continuation.ValueKind == JsonValueKind.String
        && continuation.GetString()!.Length > 0;

    private async Task<Iteration> SendAsync(Guid projectId, ApiRequest<IterationModel> request, CancellationToken cancellation) =>
        (await SendAsync(request, cancellation).ConfigureAwait(false)).ToIteration(projectId);
}
