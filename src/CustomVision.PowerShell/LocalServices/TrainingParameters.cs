using System.Globalization;
using CustomVision.Local;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>Converts the training parameters of Start-CVLocalService and Set-CVLocalService.</summary>
internal static class TrainingParameters
{
    /// <summary>Combines mode, amount and message. Returns null if no mode is specified.</summary>
    /// <exception cref="ArgumentException">The values contradict each other.</exception>
    public static TrainingBehaviour? ToBehavior(TrainingMode? mode, double? amount, string? message)
    {
        var needsAmount = mode is TrainingMode.Seconds or TrainingMode.Polls;
        if (needsAmount && amount is null)
            throw new ArgumentException($"-TrainingMode {mode} requires -TrainingAmount, the number of {mode.ToString()!.ToLowerInvariant()}.");
        if (!needsAmount && amount is not null)
            throw new ArgumentException("-TrainingAmount requires -TrainingMode Seconds or Polls.");
        if (message is not null && mode is not TrainingMode.Fail)
            throw new ArgumentException("-TrainingMessage requires -TrainingMode Fail.");
        return mode is { } value ? new TrainingBehaviour(value, amount, message) : null;
    }

    /// <summary>Returns the value of the --training option of the service.</summary>
    public static string ToOption(TrainingBehaviour behavior)
    {
        var mode = behavior.Mode.ToString().ToLowerInvariant();
        return behavior.Amount is { } amount ? $"{mode}:{amount.ToString("0.###", CultureInfo.InvariantCulture)}" : mode;
    }
}
