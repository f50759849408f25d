namespace CustomVision.Api;

/// <summary>The names of the operations in the published descriptions of version 1.0.</summary>
public static class OperationNames
{
    /// <summary>All operations, of training and prediction.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "CreateImagesFromData", "CreateImagesFromPredictions", "CreateImagesFromUrls", "CreateProject", "CreateTag",
        "DeleteImageLabel", "DeleteImages", "DeleteIteration", "DeletePrediction", "DeleteProject", "DeleteTag",
        "GetAccountInfo", "GetAllTaggedImages", "GetAllUntaggedImages", "GetDomain", "GetDomains", "GetImagesByTags",
        "GetIteration", "GetIterationPerformance", "GetIterations", "GetNextPredictionResults", "GetPredictionResults",
        "GetProject", "GetProjects", "GetTag", "GetTags", "PostImageLabel", "PredictImage", "PredictImageUrl",
        "TrainProject", "UpdateIteration", "UpdateProject", "UpdateTag",
    ];
}
