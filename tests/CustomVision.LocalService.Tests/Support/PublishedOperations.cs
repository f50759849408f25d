namespace CustomVision.LocalService.Tests.Support;

/// <summary>The operations of Training 1.0 and Prediction 1.0, as published. Names in braces stand for what a test fills in.</summary>
internal static class PublishedOperations
{
    public const string Food = "c151d5b5-dd07-472a-acc8-15d29dea8518";

    private static readonly string[] ListParameters = ["iterationId", "orderBy", "take", "skip"];

    /// <summary>In an order in which what one makes or deletes does not keep the next from its answer.</summary>
    public static readonly PublishedOperation[] All =
    [
        new("GetAccountInfo", "GET", "account", "AccountModel"),
        new("GetDomains", "GET", "domains", "[DomainModel]"),
        new("GetDomain", "GET", $"domains/{Food}", "DomainModel") { Pattern = "domains/{domainId}" },
        new("GetProjects", "GET", "projects", "[ProjectModel]"),
        new("CreateProject", "POST", "projects", "ProjectModel") { Required = "name=more", Optional = $"description=d&domainId={Food}", Typed = ["domainId"] },
        new("GetProject", "GET", "projects/{projectId}", "ProjectModel"),
        new("UpdateProject", "PATCH", "projects/{projectId}", "ProjectModel") { BodyModel = "ProjectModel", Body = """{"Name":"new","Settings":{"DomainId":"c151d5b5-dd07-472a-acc8-15d29dea8518"}}""" },
        new("TrainProject", "POST", "projects/{projectId}/train", "IterationModel"),
        new("GetTags", "GET", "projects/{projectId}/tags", "ImageTagListModel") { Optional = "iterationId={iterationId}", Typed = ["iterationId"] },
        new("CreateTag", "POST", "projects/{projectId}/tags", "ImageTagModel") { Required = "name=more", Optional = "description=d" },
        new("GetTag", "GET", "projects/{projectId}/tags/{tagId}", "ImageTagModel") { Optional = "iterationId={iterationId}", Typed = ["iterationId"] },
        new("UpdateTag", "PATCH", "projects/{projectId}/tags/{tagId}", "ImageTagModel") { BodyModel = "ImageTagModel", Body = """{"Name":"new","Description":"d"}""" },
        new("CreateImagesFromData", "POST", "projects/{projectId}/images/image", "CreateImageSummaryModel") { Optional = "tagIds={tagId}", Typed = ["tagIds"], Body = PublishedOperation.Image },
        new("CreateImagesFromUrls", "POST", "projects/{projectId}/images/url", "CreateImageSummaryModel") { BodyModel = "ImageUrlCreateBatch", Body = """{"TagIds":["{tagId}"],"Urls":["{url}"]}""" },
        new("CreateImagesFromPredictions", "POST", "projects/{projectId}/images/predictions", "CreateImageSummaryModel") { BodyModel = "ImageIdCreateBatch", Body = """{"TagIds":["{tagId}"],"Ids":["{predictionId}"]}""" },
        new("GetImagesByTags", "GET", "projects/{projectId}/images/tagged", "[ImageModel]") { Optional = "iterationId={iterationId}&tagIds={tagId}&orderBy=Oldest&take=2&skip=1", Typed = [.. ListParameters, "tagIds"] },
        new("GetAllTaggedImages", "GET", "projects/{projectId}/images/tagged/all", "[ImageModel]") { Optional = "iterationId={iterationId}&orderBy=Newest&take=2&skip=1", Typed = ListParameters },
        new("GetAllUntaggedImages", "GET", "projects/{projectId}/images/untagged", "[ImageModel]") { Optional = "iterationId={iterationId}&orderBy=Oldest&take=2&skip=0", Typed = ListParameters },
        new("PostImageLabel", "POST", "projects/{projectId}/images/{imageId}/label", "ImageModel") { Required = "tagId={otherTagId}", Typed = ["tagId"] },
        new("DeleteImageLabel", "DELETE", "projects/{projectId}/images/{imageId}/label/{labelId}", "ImageModel"),
        new("DeleteImages", "DELETE", "projects/{projectId}/images", "") { Required = "imageIds={imageId}", Typed = ["imageIds"] },
        new("GetIterations", "GET", "projects/{projectId}/iterations", "[IterationModel]"),
        new("GetIteration", "GET", "projects/{projectId}/iterations/{iterationId}", "IterationModel"),
        new("UpdateIteration", "PATCH", "projects/{projectId}/iterations/{iterationId}", "IterationModel") { BodyModel = "IterationModel", Body = """{"Name":"new","IsDefault":true}""" },
        new("GetIterationPerformance", "GET", "projects/{projectId}/iterations/{iterationId}/performance", "IterationPerformanceModel") { Required = "threshold=0.5", Typed = ["threshold"] },
        new("PredictImage", "POST", "{projectId}/image", "ImagePredictionResultModel") { IsPrediction = true, Optional = "iterationId={iterationId}&application=a", Typed = ["iterationId"], Body = PublishedOperation.Image },
        new("PredictImageUrl", "POST", "{projectId}/url", "ImagePredictionResultModel") { IsPrediction = true, Optional = "iterationId={iterationId}&application=a", Typed = ["iterationId"], BodyModel = "ImageUrl", Body = """{"Url":"{url}"}""" },
        new("GetPredictionResults", "GET", "projects/{projectId}/predictions", "PredictionQueryModel")
        {
            Required = "maxCount=1&orderBy=Suggested",
            Optional = "iterationId={iterationId}&tagIds={tagId}&threshold=0&startTime=2000-01-01T00:00:00Z&endTime=2100-01-01T00:00:00Z&source=a",
            Typed = ["maxCount", "orderBy", "iterationId", "tagIds", "threshold", "startTime", "endTime"],
        },
        new("GetNextPredictionResults", "POST", "projects/{projectId}/predictions/next", "PredictionQueryModel") { BodyModel = "PredictionQueryTokenModel", Body = """{"Continuation":"1:1000:1000:0","MaxCount":1,"OrderBy":"Newest"}""" },
        new("DeletePrediction", "DELETE", "projects/{projectId}/predictions", "") { Required = "ids={predictionId}", Typed = ["ids"] },
        new("DeleteIteration", "DELETE", "projects/{projectId}/iterations/{otherIterationId}", "") { Pattern = "projects/{projectId}/iterations/{iterationId}" },
        new("DeleteTag", "DELETE", "projects/{projectId}/tags/{tagId}", ""),
        new("DeleteProject", "DELETE", "projects/{projectId}", ""),
    ];
}

/// <param name="Answer">The model, a list of them in brackets, or nothing for 204.</param>
internal sealed record PublishedOperation(string Name, string Method, string Path, string Answer)
{
    public const string Image = "an image";

    public bool IsPrediction { get; init; }

    public string Api => IsPrediction ? "Prediction" : "Training";

    /// <summary>Where the path as published has other names.</summary>
    public string? Pattern { get; init; }

    public string Required { get; init; } = "";

    public string Optional { get; init; } = "";

    /// <summary>Parameters of the query that are no text, so that nonsense in them shows that they are read.</summary>
    public string[] Typed { get; init; } = [];

    public string? Body { get; init; }

    /// <summary>What the body is called in XML.</summary>
    public string BodyModel { get; init; } = "";
}
