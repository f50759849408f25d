using CustomVision.LocalService.Api.Models;

namespace CustomVision.LocalService.Api;

/// <summary>The operations of Training 1.0, by their published names and paths. Paths match in any case.</summary>
internal static class TrainingApi
{
    public static void MapTraining(this IEndpointRouteBuilder app)
    {
        var account = app.ServiceProvider.GetRequiredService<AccountOperations>();
        var projects = app.ServiceProvider.GetRequiredService<ProjectOperations>();
        var tags = app.ServiceProvider.GetRequiredService<TagOperations>();
        var images = app.ServiceProvider.GetRequiredService<ImageOperations>();
        var iterations = app.ServiceProvider.GetRequiredService<IterationOperations>();
        var predictions = app.ServiceProvider.GetRequiredService<StoredPredictionOperations>();
        var imports = app.ServiceProvider.GetRequiredService<ImportOperations>();

        var training = app.MapGroup("/customvision/v1.0/Training").WithMetadata(new RequiresKey(KeyKind.Training));

        training.MapOperation("GET", "account", "GetAccountInfo", WireTypes.Default.AccountModel, _ => account.GetAccountInfo());
        training.MapOperation("GET", "domains", "GetDomains", WireTypes.Default.DomainModelArray, _ => ProjectOperations.GetDomains());
        training.MapOperation("GET", "domains/{domainId}", "GetDomain", WireTypes.Default.DomainModel, ProjectOperations.GetDomain);

        training.MapOperation("GET", "projects", "GetProjects", WireTypes.Default.ProjectModelArray, _ => projects.GetProjects());
        training.MapOperation("POST", "projects", "CreateProject", WireTypes.Default.ProjectModel, projects.CreateProject);
        training.MapOperation("GET", "projects/{projectId}", "GetProject", WireTypes.Default.ProjectModel, projects.GetProject);
        training.MapOperation("PATCH", "projects/{projectId}", "UpdateProject", WireTypes.Default.ProjectModel, projects.UpdateProject);
        training.MapOperation("DELETE", "projects/{projectId}", "DeleteProject", projects.DeleteProject);

        var project = training.MapGroup("projects/{projectId}");
        project.MapOperation("GET", "tags", "GetTags", WireTypes.Default.ImageTagListModel, tags.GetTags);
        project.MapOperation("POST", "tags", "CreateTag", WireTypes.Default.ImageTagModel, tags.CreateTag);
        project.MapOperation("GET", "tags/{tagId}", "GetTag", WireTypes.Default.ImageTagModel, tags.GetTag);
        project.MapOperation("PATCH", "tags/{tagId}", "UpdateTag", WireTypes.Default.ImageTagModel, tags.UpdateTag);
        project.MapOperation("DELETE", "tags/{tagId}", "DeleteTag", tags.DeleteTag);

        project.MapOperation("POST", "images/image", "CreateImagesFromData", WireTypes.Default.CreateImageSummaryModel, images.CreateImagesFromData);
        project.MapOperation("POST", "images/url", "CreateImagesFromUrls", WireTypes.Default.CreateImageSummaryModel, imports.CreateImagesFromUrls);
        project.MapOperation("POST", "images/predictions", "CreateImagesFromPredictions", WireTypes.Default.CreateImageSummaryModel, imports.CreateImagesFromPredictions);
        project.MapOperation("GET", "images/tagged", "GetImagesByTags", WireTypes.Default.ImageModelArray, images.GetImagesByTags);
        project.MapOperation("GET", "images/tagged/all", "GetAllTaggedImages", WireTypes.Default.ImageModelArray, images.GetAllTaggedImages);
        project.MapOperation("GET", "images/untagged", "GetAllUntaggedImages", WireTypes.Default.ImageModelArray, images.GetAllUntaggedImages);
        project.MapOperation("DELETE", "images", "DeleteImages", images.DeleteImages);
        project.MapOperation("POST", "images/{imageId}/label", "PostImageLabel", WireTypes.Default.ImageModel, images.PostImageLabel);
        project.MapOperation("DELETE", "images/{imageId}/label/{labelId}", "DeleteImageLabel", WireTypes.Default.ImageModel, images.DeleteImageLabel);

        project.MapOperation("POST", "train", "TrainProject", WireTypes.Default.IterationModel, iterations.TrainProject);
        project.MapOperation("GET", "iterations", "GetIterations", WireTypes.Default.IterationModelArray, iterations.GetIterations);
        project.MapOperation("GET", "iterations/{iterationId}", "GetIteration", WireTypes.Default.IterationModel, iterations.GetIteration);
        project.MapOperation("PATCH", "iterations/{iterationId}", "UpdateIteration", WireTypes.Default.IterationModel, iterations.UpdateIteration);
        project.MapOperation("DELETE", "iterations/{iterationId}", "DeleteIteration", iterations.DeleteIteration);
        project.MapOperation("GET", "iterations/{iterationId}/performance", "GetIterationPerformance", WireTypes.Default.IterationPerformanceModel, iterations.GetIterationPerformance);

        project.MapOperation("GET", "predictions", "GetPredictionResults", WireTypes.Default.PredictionQueryModel, predictions.GetPredictionResults);
        project.MapOperation("POST", "predictions/next", "GetNextPredictionResults", WireTypes.Default.PredictionQueryModel, predictions.GetNextPredictionResults);
        project.MapOperation("DELETE", "predictions", "DeletePrediction", predictions.DeletePrediction);
    }
}
