using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

/// <summary>Whoever has the training key can read both keys here, as at the real service: programs for 1.0 get the prediction key so.</summary>
internal sealed class AccountOperations(Account account, LocalServiceOptions options)
{
    public Task<AccountModel> GetAccountInfo()
    {
        var use = account.Count();
        return Task.FromResult(new AccountModel(
            "Local service",
            Email: null,
            new ApiKeysModel(Pair(options.TrainingKey), Pair(options.PredictionKey)),
            new AccountQuotaModel(
                "Local",
                Quota(use.Projects.Count),
                Quota(use.Predictions),
                [.. use.Projects.Select(project => new PerProjectQuotaModel(
                    project.ProjectId, Quota(project.Iterations), Quota(project.Images), Quota(project.Tags)))])));
    }

    /// <summary>There is one key of each kind; whichever of a pair a program takes, it works.</summary>
    private static KeyPairModel Pair(string key) => new(key, key);

    /// <summary>This service sets no limits, and the number has to be one.</summary>
    private static QuotaModel Quota(int used) => new(int.MaxValue, used, TimeUntilReset: null);
}
