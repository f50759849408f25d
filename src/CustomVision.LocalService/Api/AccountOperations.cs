using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Quotas;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Api;

/// <summary>Whoever has the training key can read both keys here, as at the real service: programs for 1.0 get the prediction key so.</summary>
internal sealed class AccountOperations(Account account, CurrentSettings settings, LocalServiceOptions options)
{
    public Task<AccountModel> GetAccountInfo()
    {
        var use = account.Count();
        var profile = settings.Value.Profile;
        return Task.FromResult(new AccountModel(
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
                    Quota(profile.TagsPerProject, project.Tags)))])));
    }

    /// <summary>There is one key of each kind; whichever of a pair a program takes, it works.</summary>
    private static KeyPairModel Pair(string key) => new(key, key);

    /// <summary>Where there is no limit, there has to be a number all the same.</summary>
    private static QuotaModel Quota(int? total, int used) => new(total ?? int.MaxValue, used, TimeUntilReset: null);
}
