using CustomVision.LocalService.Quotas;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Settings;

/// <summary>How the service behaves; it can be changed while it runs.</summary>
internal sealed record ServiceSettings(QuotaProfile Profile, TrainingBehaviour Training)
{
    public static ServiceSettings Default { get; } = new(QuotaProfile.None, TrainingBehaviour.Real);
}
