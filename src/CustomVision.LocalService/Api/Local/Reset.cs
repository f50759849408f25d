using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Faults;
using CustomVision.LocalService.Predicting;
using CustomVision.LocalService.Quotas;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Api.Local;

/// <summary>What is to be emptied.</summary>
internal sealed record ResetScope(bool Data, bool Faults, bool Requests)
{
    private const string What = "a reset";

    /// <summary>Without a body it is all; with one, what the body says and nothing else.</summary>
    /// <exception cref="FormatException">The body says something else.</exception>
    public static ResetScope Read(ReadOnlyMemory<byte> body) => body.IsEmpty
        ? new ResetScope(true, true, true)
        : JsonMembers.Parse(body, What, json =>
        {
            var given = JsonMembers.Of(json, What, ["data", "faults", "requests"])
                .ToDictionary(member => member.Name, member => JsonMembers.Flag(member.Name, member.Value));
            return new ResetScope(given.GetValueOrDefault("data"), given.GetValueOrDefault("faults"), given.GetValueOrDefault("requests"));
        });
}

/// <summary>Takes the service back to where it was when it was new. The settings stay: they are no contents.</summary>
internal sealed class Reset(
    Contents contents, TrainingRunner trainings, TrainedModels models, CallRates rates, FaultRules faults, RequestLog requests)
{
    public async Task RunAsync(ResetScope scope)
    {
        if (scope.Faults)
            faults.Clear();
        if (scope.Data)
        {
            // A training that is under way is broken off before its images go.
            await contents.DeleteAsync(trainings.StopUnwantedAsync);
            models.Clear();
            rates.Clear();
        }
        // The last, so that what was received while the data went is forgotten too.
        if (scope.Requests)
            requests.Reset();
    }
}
