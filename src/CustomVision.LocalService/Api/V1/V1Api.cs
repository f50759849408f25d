using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Api.V1;

/// <summary>Version 1.0 of the APIs Training and Prediction. Paths are matched in any case.</summary>
internal static class V1Api
{
    private static readonly string[] Versions = ["1.0"];

    public static IServiceCollection AddV1(this IServiceCollection services) => services
        .AddSingleton<AccountEndpoints>()
        .AddSingleton<ProjectEndpoints>()
        .AddSingleton<TagEndpoints>()
        .AddSingleton<ImageEndpoints>()
        .AddSingleton<IterationEndpoints>()
        .AddSingleton<StoredPredictionEndpoints>()
        .AddSingleton<PredictionEndpoints>();

    public static void MapV1(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var training = app.MapGroup("/customvision/v1.0/Training")
            .WithMetadata(new RequiredKeyMetadata(KeyKind.Training), new ApiMetadata(ApiMetadata.Training, Versions));
        services.GetRequiredService<AccountEndpoints>().Map(training);
        services.GetRequiredService<ProjectEndpoints>().Map(training);
        var project = training.MapGroup("projects/{projectId}");
        services.GetRequiredService<TagEndpoints>().Map(project);
        services.GetRequiredService<ImageEndpoints>().Map(project);
        services.GetRequiredService<IterationEndpoints>().Map(project);
        services.GetRequiredService<StoredPredictionEndpoints>().Map(project);

        var prediction = app.MapGroup("/customvision/v1.0/Prediction/{projectId}")
            .WithMetadata(new RequiredKeyMetadata(KeyKind.Prediction), new ApiMetadata(ApiMetadata.Prediction, Versions));
        services.GetRequiredService<PredictionEndpoints>().Map(prediction);
    }
}

/// <summary>
/// Times as recorded of 1.0: UTC with Z and milliseconds, 2017-05-18T19:47:30.093Z. Whether 1.0 omits trailing zeros isn't known;
/// every parser reads three digits.
/// </summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}

/// <summary>
/// The contracts of 1.0. The names and order of types and members are those of the published description, in JSON and in XML.
/// </summary>
[JsonSourceGenerationOptions(Converters = [typeof(TimeConverter)], GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AccountModel))]
[JsonSerializable(typeof(CreateImageSummaryModel))]
[JsonSerializable(typeof(DomainModel))]
[JsonSerializable(typeof(DomainModel[]))]
[JsonSerializable(typeof(ImageModel))]
[JsonSerializable(typeof(ImageModel[]))]
[JsonSerializable(typeof(ImagePredictionResultModel))]
[JsonSerializable(typeof(ImageTagListModel))]
[JsonSerializable(typeof(ImageTagModel))]
[JsonSerializable(typeof(IterationModel))]
[JsonSerializable(typeof(IterationModel[]))]
[JsonSerializable(typeof(IterationPerformanceModel))]
[JsonSerializable(typeof(PredictionQueryModel))]
[JsonSerializable(typeof(ProjectModel))]
[JsonSerializable(typeof(ProjectModel[]))]
internal sealed partial class V1Json : JsonSerializerContext;
