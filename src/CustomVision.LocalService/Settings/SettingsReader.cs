using System.Globalization;
using System.Text.Json;
using CustomVision.LocalService.Api.Local;
using CustomVision.LocalService.Quotas;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Settings;

/// <summary>Reads settings from JSON and from the command line, and says by name what is wrong with them.</summary>
internal static class SettingsReader
{
    private const string What = "settings";
    private const string WhatTraining = "training";
    private const double MaxSeconds = 24 * 60 * 60;
    private const int MaxPolls = 1_000_000;

    /// <summary>What is left out stays as it is; training is replaced as a whole.</summary>
    /// <exception cref="FormatException">It is no JSON, or these are no settings.</exception>
    public static ServiceSettings Read(ReadOnlyMemory<byte> json, ServiceSettings settings) => JsonMembers.Parse(json, What, element =>
    {
        foreach (var (name, value) in JsonMembers.Of(element, What, ["profile", "training"]))
            settings = name == "profile"
                ? settings with { Profile = QuotaProfile.Parse(JsonMembers.Text(name, value)) }
                : settings with { Training = Training(value) };
        return settings;
    });

    /// <summary>real, instant, seconds:N, polls:N or fail.</summary>
    /// <exception cref="FormatException">It is none of them.</exception>
    public static TrainingBehaviour Training(string text)
    {
        var colon = text.IndexOf(':');
        if (colon < 0)
            return Checked(Mode(text), null, null);
        return double.TryParse(text[(colon + 1)..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? Checked(Mode(text[..colon]), amount, null)
            : throw new FormatException("What follows the colon must be a number.");
    }

    private static TrainingBehaviour Training(JsonElement json)
    {
        TrainingMode? mode = null;
        double? amount = null;
        string? message = null;
        foreach (var (name, value) in JsonMembers.Of(json, WhatTraining, ["mode", "amount", "message"]))
        {
            if (name == "mode")
                mode = Mode(JsonMembers.Text(name, value));
            else if (name == "amount")
                amount = JsonMembers.Number(name, value, 0, MaxPolls);
            else
                message = JsonMembers.Text(name, value);
        }
        return Checked(mode ?? throw new FormatException("training needs a mode."), amount, message);
    }

    private static TrainingMode Mode(string text) => text.ToUpperInvariant() switch
    {
        "REAL" => TrainingMode.Real,
        "INSTANT" => TrainingMode.Instant,
        "SECONDS" => TrainingMode.Seconds,
        "POLLS" => TrainingMode.Polls,
        "FAIL" => TrainingMode.Fail,
        _ => throw new FormatException("The mode of training must be real, instant, seconds, polls or fail."),
    };

    private static TrainingBehaviour Checked(TrainingMode mode, double? amount, string? message)
    {
        if (mode is TrainingMode.Seconds && amount is not (>= 0 and <= MaxSeconds))
            throw new FormatException(FormattableString.Invariant($"seconds needs an amount from 0 to {MaxSeconds}."));
        if (mode is TrainingMode.Polls && !(amount is >= 0 and <= MaxPolls && double.IsInteger(amount.Value)))
            throw new FormatException(FormattableString.Invariant($"polls needs an amount that is a whole number from 0 to {MaxPolls}."));
        if (amount is not null && mode is not (TrainingMode.Seconds or TrainingMode.Polls))
            throw new FormatException("Only seconds and polls have an amount.");
        if (message is not null && mode is not TrainingMode.Fail)
            throw new FormatException("Only fail has a message.");
        return new TrainingBehaviour(mode, amount, message);
    }
}
