using System.Text.Json.Serialization;
using CustomVision.LocalService.Faults;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Api.Local;

/// <param name="Status">"ok" or "broken".</param>
/// <param name="Storage">"memory" or "folder".</param>
/// <param name="DataPath">Null in memory, and for those who do not show the training key.</param>
/// <param name="Reason">Why it is broken; null for those who do not show the training key.</param>
internal sealed record Health(string Status, string Version, double UptimeSeconds, string Storage, string? DataPath, string? Reason);

/// <param name="Profile">None, F0 or S0.</param>
internal sealed record SettingsModel(string Profile, TrainingBehaviour Training);

/// <summary>The line that says the service is ready.</summary>
/// <param name="DataPath">The absolute path of the data folder; null when everything is in memory.</param>
internal sealed record Announcement(string Endpoint, string TrainingKey, string PredictionKey, int ProcessId, string? DataPath);

/// <summary>What the other processes of the user may know of a service, and need to stop it.</summary>
/// <param name="Started">Tells the process from another that has its id later.</param>
internal sealed record RunNote(string Endpoint, int ProcessId, string Started, string StopToken);

/// <summary>What is this service's own, under /_local/ and on stdout.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(FaultModel))]
[JsonSerializable(typeof(FaultModel[]))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(RequestRecord[]))]
[JsonSerializable(typeof(SettingsModel))]
[JsonSerializable(typeof(RunNote))]
internal sealed partial class LocalTypes : JsonSerializerContext;
