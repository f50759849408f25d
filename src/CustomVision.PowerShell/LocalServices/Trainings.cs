using System.Globalization;
using CustomVision.Local;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>How a user says how trainings of a local service are to go.</summary>
internal static class Trainings
{
    /// <summary>What mode, amount and message say together; null when none is given.</summary>
    /// <exception cref="ArgumentException">They do not go together.</exception>
    public static TrainingBehaviour? Behaviour(TrainingMode? mode, double? amount, string? message)
    {
        var isCounted = mode is TrainingMode.Seconds or TrainingMode.Polls;
        if (isCounted && amount is null)
            throw new ArgumentException($"-TrainingMode {mode} needs -TrainingAmount: how many {mode.ToString()!.ToLowerInvariant()}.");
        if (!isCounted && amount is not null)
            throw new ArgumentException("-TrainingAmount goes with -TrainingMode Seconds and -TrainingMode Polls only.");
        if (message is not null && mode is not TrainingMode.Fail)
            throw new ArgumentException("-TrainingMessage goes with -TrainingMode Fail only.");
        return mode is { } given ? new TrainingBehaviour(given, amount, message) : null;
    }

    /// <summary>The argument of the service's option --training.</summary>
    public static string Argument(TrainingBehaviour behaviour)
    {
        var mode = behaviour.Mode.ToString().ToLowerInvariant();
        return behaviour.Amount is { } amount ? $"{mode}:{amount.ToString("0.###", CultureInfo.InvariantCulture)}" : mode;
    }
}
