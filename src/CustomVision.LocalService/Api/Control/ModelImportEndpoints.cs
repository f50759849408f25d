using System.Text.Json.Serialization;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Importing;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Api.Control;

/// <param name="Type">Classification or ObjectDetection.</param>
/// <param name="ClassificationType">Null for object detection.</param>
/// <param name="Tags">In the order of the model.</param>
internal sealed record ImportedModelResult(
    Guid ProjectId, string ProjectName, Guid IterationId, string IterationName, string PublishName, string Type, string DomainName, string? ClassificationType,
    IReadOnlyList<string> Tags);

/// <summary>Imports the zip file of an exported model, which is the body of the request.</summary>
internal sealed class ModelImportEndpoints(ModelImporter importer)
{
    // What the portal of the real service suggests.
    private const string DefaultPublishName = "Iteration1";

    public void Map(IEndpointRouteBuilder app) => app.MapGroup(RequestLoggingMiddleware.LocalPath)
        .WithMetadata(new RequiredKeyMetadata(KeyKind.Training))
        .Map("POST", "models", ModelImportJson.Default.ImportedModelResult, ImportAsync);

    private async Task<ImportedModelResult> ImportAsync(HttpRequest request)
    {
        var parameters = request.Parameters();
        var wanted = new ModelImport(
            parameters.Text("name") ?? throw new ServiceException(ErrorCodes.BadRequestProjectName, "name is required."),
            parameters.Text("description") ?? "",
            parameters.Text("publishName") is { Length: > 0 } publishName ? publishName : DefaultPublishName,
            parameters.Text("classificationType") is { Length: > 0 }
                ? parameters.Choice("classificationType", ClassificationType.Multiclass, ClassificationType.Multilabel)
                : null);
        // The limit of every request.
        using var file = await ImageBuffer.ReadAsync(request.Body, (int)LocalServiceOptions.MaxRequestBytes, request.HttpContext.RequestAborted)
            ?? throw new ServiceException(ErrorCodes.BadRequest, $"The file has more than {LocalServiceOptions.MaxRequestBytes} bytes.");
        var (project, iteration, tags) = await importer.ImportAsync(wanted, file, request.HttpContext.RequestAborted);
        return new ImportedModelResult(
            project.Id, project.Name, iteration.Id, iteration.Name, iteration.PublishName!, project.Domain.Type.ToString(), project.Domain.Name,
            project.Domain.IsDetection ? null : project.ClassificationType.ToString(), tags);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ImportedModelResult))]
internal sealed partial class ModelImportJson : JsonSerializerContext;
