namespace CustomVision.Api;

/// <summary>The names of the operations in the published descriptions of all versions.</summary>
public static class OperationNames
{
    /// <summary>All operations, of training and prediction, in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "ClassifyImage", "ClassifyImageUrl", "ClassifyImageUrlWithNoStore", "ClassifyImageWithNoStore", "CreateImageRegions",
        "CreateImageTags", "CreateImagesFromData", "CreateImagesFromFiles", "CreateImagesFromPredictions", "CreateImagesFromUrls",
        "CreateProject", "CreateTag", "DeleteImageLabel", "DeleteImageRegions", "DeleteImageTags", "DeleteImages", "DeleteIteration",
        "DeletePrediction", "DeleteProject", "DeleteTag", "DetectImage", "DetectImageUrl", "DetectImageUrlWithNoStore",
        "DetectImageWithNoStore", "ExportIteration", "ExportProject", "GetAccountInfo", "GetAllTaggedImages", "GetAllUntaggedImages",
        "GetArtifact", "GetDomain", "GetDomains", "GetExports", "GetImageCount", "GetImagePerformanceCount", "GetImagePerformances",
        "GetImageRegionProposals", "GetImages", "GetImagesByIds", "GetImagesByTags", "GetIteration", "GetIterationPerformance",
        "GetIterations", "GetNextPredictionResults", "GetPredictionResults", "GetProject", "GetProjects", "GetTag",
        "GetTaggedImageCount", "GetTaggedImages", "GetTags", "GetUntaggedImageCount", "GetUntaggedImages", "ImportProject",
        "PostImageLabel", "PredictImage", "PredictImageUrl", "PublishIteration", "QueryPredictions", "QuerySuggestedImageCount",
        "QuerySuggestedImages", "QuickTestImage", "QuickTestImageUrl", "SuggestTagsAndRegions", "TrainProject", "UnpublishIteration",
        "UpdateImageMetadata", "UpdateIteration", "UpdateProject", "UpdateTag",
    ];
}
