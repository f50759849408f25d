using CustomVision.LocalService.Api.Models;

namespace CustomVision.LocalService.Api;

/// <summary>The operations of Training 1.0, by their published names and paths. Paths match in any case.</summary>
internal static class TrainingApi
{
    public static void MapTraining(this IEndpointRouteBuilder app)
    {
        var projects = app.ServiceProvider.GetRequiredService<ProjectOperations>();
        var tags = app.ServiceProvider.GetRequiredService<TagOperations>();
        var images = app.ServiceProvider.GetRequiredService<ImageOperations>();
        var imports = app.ServiceProvider.GetRequiredService<ImportOperations>();

        var training = app.MapGroup("/customvision/v1.0/Training").WithMetadata(new RequiresKey(KeyKind.Training));

        training.MapOperation("GET", "domains", "GetDomains", WireTypes.Default.DomainModelArray, _ => ProjectOperations.GetDomains());

        training.MapOperation("GET", "projects", "GetProjects", WireTypes.Default.ProjectModelArray, _ => projects.GetProjects());
        training.MapOperation("POST", "projects", "CreateProject", WireTypes.Default.ProjectModel, projects.CreateProject);
        training.MapOperation("GET", "projects/{projectId}", "GetProject", WireTypes.Default.ProjectModel, projects.GetProject);
        training.MapOperation("DELETE", "projects/{projectId}", "DeleteProject", projects.DeleteProject);

        var project = training.MapGroup("projects/{projectId}");
        project.MapOperation("GET", "tags", "GetTags", WireTypes.Default.ImageTagListModel, tags.GetTags);
        project.MapOperation("POST", "tags", "CreateTag", WireTypes.Default.ImageTagModel, tags.CreateTag);
        project.MapOperation("GET", "tags/{tagId}", "GetTag", WireTypes.Default.ImageTagModel, tags.GetTag);
        project.MapOperation("DELETE", "tags/{tagId}", "DeleteTag", tags.DeleteTag);

        project.MapOperation("POST", "images/image", "CreateImagesFromData", WireTypes.Default.CreateImageSummaryModel, images.CreateImagesFromData);
        project.MapOperation("POST", "images/url", "CreateImagesFromUrls", WireTypes.Default.CreateImageSummaryModel, imports.CreateImagesFromUrls);
        project.MapOperation("POST", "images/predictions", "CreateImagesFromPredictions", WireTypes.Default.CreateImageSummaryModel, imports.CreateImagesFromPredictions);
        project.MapOperation("GET", "images/tagged", "GetImagesByTags", WireTypes.Default.ImageModelArray, images.GetImagesByTags);
        project.MapOperation("GET", "images/tagged/all", "GetAllTaggedImages", WireTypes.Default.ImageModelArray, images.GetAllTaggedImages);
        project.MapOperation("GET", "images/untagged", "GetAllUntaggedImages", WireTypes.Default.ImageModelArray, images.GetAllUntaggedImages);
        project.MapOperation("DELETE", "images", "DeleteImages", images.DeleteImages);
    }
}
