using System.Text.Json.Serialization;

namespace CustomVision.LocalService.Api.Models;

internal sealed record AccountModel(string UserName, string? Email, ApiKeysModel Keys, AccountQuotaModel Quotas);

internal sealed record ApiKeysModel(KeyPairModel TrainingKeys, KeyPairModel PredictionKeys);

internal sealed record KeyPairModel(string PrimaryKey, string SecondaryKey);

internal sealed record AccountQuotaModel(string Tier, QuotaModel Projects, QuotaModel Predictions, PerProjectQuotaModel[] PerProject);

internal sealed record PerProjectQuotaModel(Guid ProjectId, QuotaModel Iterations, QuotaModel Images, QuotaModel Tags);

/// <param name="TimeUntilReset">Left out where it is null, as the published examples have it.</param>
internal sealed record QuotaModel(
    int Total,
    int Used,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TimeUntilReset);
