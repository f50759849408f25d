using System.Text.Json.Serialization;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Api.V1;

internal sealed record AccountModel(string UserName, string? Email, ApiKeysModel Keys, AccountQuotaModel Quotas);

internal sealed record ApiKeysModel(KeyPairModel TrainingKeys, KeyPairModel PredictionKeys);

internal sealed record KeyPairModel(string PrimaryKey, string SecondaryKey);

internal sealed record AccountQuotaModel(string Tier, QuotaModel Projects, QuotaModel Predictions, PerProjectQuotaModel[] PerProject);

internal sealed record PerProjectQuotaModel(Guid ProjectId, QuotaModel Iterations, QuotaModel Images, QuotaModel Tags);

/// <param name="TimeUntilReset">Omitted if it is null, as in the published examples.</param>
internal sealed record QuotaModel(
    int Total,
    int Used,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TimeUntilReset);

/// <summary>
/// The account. As on the real service, the training key is enough to read both keys: programs for 1.0 get the prediction key here.
/// </summary>
internal sealed class AccountEndpoints(Account account, CurrentSettings settings, LocalServiceOptions options)
{
    public void Map(IEndpointRouteBuilder training) =>
        training.Map("GET", "account", V1Json.Default.AccountModel, GetAccountInfo).WithOperation(nameof(GetAccountInfo));

    private AccountModel GetAccountInfo(HttpRequest request)
    {
        var use = account.Count();
        var profile = settings.Value.Profile;
        return new AccountModel(
            "Local service",
            Email: null,
            new ApiKeysModel(Pair(options.TrainingKey), Pair(options.PredictionKey)),
            new AccountQuotaModel(
                profile == QuotaProfile.None ? "Local" : profile.Name,
                Quota(profile.Projects, use.Projects.Count),
                Quota(profile.PredictionsPerMonth, use.Predictions),
                [.. use.Projects.Select(project => new PerProjectQuotaModel(
                    project.ProjectId,
                    Quota(profile.Iterations, project.Iterations),
                    Quota(profile.ImagesPerProject, project.Images),
                    Quota(profile.TagsPerProject, project.Tags)))]));
    }

    /// <summary>There is one key of each kind, so both keys of a pair are the same.</summary>
    private static KeyPairModel Pair(string key) => new(key, key);

    /// <summary>The contract needs a number even if there is no limit.</summary>
    private static QuotaModel Quota(int? total, int used) => new(total ?? int.MaxValue, used, TimeUntilReset: null);
}
