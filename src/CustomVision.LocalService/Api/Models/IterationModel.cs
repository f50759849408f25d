using System.Text.Json.Serialization;

namespace CustomVision.LocalService.Api.Models;

/// <param name="TrainedAt">Left out until the iteration is trained: so it was recorded.</param>
internal sealed record IterationModel(
    Guid Id,
    string Name,
    string Status,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? TrainedAt,
    bool IsDefault);
