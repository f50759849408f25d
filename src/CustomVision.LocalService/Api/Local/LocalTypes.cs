using System.Text.Json.Serialization;
using CustomVision.LocalService.Faults;

namespace CustomVision.LocalService.Api.Local;

internal sealed record Health(string Status, string Version);

/// <summary>The line that says the service is ready.</summary>
/// <param name="DataPath">The absolute path of the data folder; null when everything is in memory.</param>
internal sealed record Announcement(string Endpoint, string TrainingKey, string PredictionKey, int ProcessId, string? DataPath);

/// <summary>What is this service's own, under /_local/ and on stdout.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(FaultModel))]
[JsonSerializable(typeof(FaultModel[]))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(RequestRecord[]))]
internal sealed partial class LocalTypes : JsonSerializerContext;
