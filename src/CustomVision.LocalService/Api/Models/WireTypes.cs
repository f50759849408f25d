using System.Text.Json.Serialization;

namespace CustomVision.LocalService.Api.Models;

/// <summary>All that goes out to clients of the published API. <see cref="XmlReply"/> writes XML from the same description.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(WireTime)], GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AccountModel))]
[JsonSerializable(typeof(CreateImageSummaryModel))]
[JsonSerializable(typeof(DomainModel))]
[JsonSerializable(typeof(DomainModel[]))]
[JsonSerializable(typeof(Error))]
[JsonSerializable(typeof(GatewayError))]
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
internal sealed partial class WireTypes : JsonSerializerContext;
