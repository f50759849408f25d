using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomVision.LocalService.Settings;

/// <summary>How the service behaves. The settings can be changed while the service runs.</summary>
internal sealed record ServiceSettings(QuotaProfile Profile, TrainingBehaviour Training)
{
    public static ServiceSettings Default { get; } = new(QuotaProfile.None, TrainingBehaviour.Real);
}

/// <summary>The settings in force. They are kept in memory only, so a restart resets them.</summary>
internal sealed class CurrentSettings(LocalServiceOptions options)
{
    private readonly Lock gate = new();
    private volatile ServiceSettings value = options.Settings;

    public ServiceSettings Value => value;

    /// <summary>Applies a change. Concurrent changes are applied one after the other, so none is lost.</summary>
    public ServiceSettings Change(Func<ServiceSettings, ServiceSettings> change)
    {
        lock (gate)
            return value = change(value);
    }
}

/// <summary>A change of the settings, as PATCH /_local/settings takes it. A member that is missing leaves its setting unchanged.</summary>
internal sealed record SettingsPatch([property: StringLength(100, MinimumLength = 1)] string? Profile, TrainingBehaviour? Training)
{
    /// <exception cref="FormatException">The JSON is not a valid change.</exception>
    public static SettingsPatch Parse(ReadOnlyMemory<byte> json) => StrictJson.Read(json, SettingsJson.Default.SettingsPatch, "settings");

    /// <exception cref="FormatException">A value is not allowed; nothing is changed.</exception>
    public ServiceSettings ApplyTo(ServiceSettings settings) => new(
        Profile is null ? settings.Profile : QuotaProfile.Parse(Profile),
        Training?.Validated() ?? settings.Training);
}

/// <summary>
/// The limits of a pricing tier, as the service's documentation lists them for later versions; no list for 1.0 is known. Null is
/// no limit.
/// </summary>
/// <param name="Name">The name of the tier, as it appears in messages and in the account.</param>
/// <param name="TagsPerImage">Applies however an image gets its tags.</param>
/// <param name="RegionsPerImage">Applies however an image gets its regions.</param>
/// <param name="Iterations">Per project, without the open workspace. The service once allowed 10.</param>
/// <param name="PredictionsPerMonth">Per calendar month in UTC.</param>
/// <param name="Trainings">Calls of TrainProject per second.</param>
/// <param name="Calls">All other calls of Training per second.</param>
/// <param name="Predictions">Calls of Prediction per second that store the image. 1.0 stores every image.</param>
/// <param name="UnstoredPredictions">Calls of Prediction per second that don't store the image.</param>
internal sealed record QuotaProfile(
    string Name,
    int? Projects = null,
    int? ImagesPerProject = null,
    int? TagsPerProject = null,
    int? TagsPerImage = null,
    int? RegionsPerImage = null,
    int? Iterations = null,
    int? PredictionsPerMonth = null,
    int? Trainings = null,
    int? Calls = null,
    int? Predictions = null,
    int? UnstoredPredictions = null)
{
    public static QuotaProfile None { get; } = new("None");

    public static QuotaProfile F0 { get; } = new(
        "F0", Projects: 2, ImagesPerProject: 5_000, TagsPerProject: 50, TagsPerImage: 100, RegionsPerImage: 300, Iterations: 20,
        PredictionsPerMonth: 10_000, Trainings: 2, Calls: 10, Predictions: 2, UnstoredPredictions: 2);

    public static QuotaProfile S0 { get; } = new(
        "S0", Projects: 100, ImagesPerProject: 100_000, TagsPerProject: 500, TagsPerImage: 100, RegionsPerImage: 300, Iterations: 20,
        PredictionsPerMonth: null, Trainings: 10, Calls: 10, Predictions: 10, UnstoredPredictions: 20);

    /// <exception cref="FormatException">No profile has this name.</exception>
    public static QuotaProfile Parse(string name) =>
        Array.Find([None, F0, S0], profile => profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new FormatException("profile must be None, F0 or S0.");
}

/// <summary>How a training runs and ends.</summary>
[JsonConverter(typeof(TrainingModeConverter))]
internal enum TrainingMode
{
    /// <summary>The training runs in the background, for as long as it takes.</summary>
    Real,

    /// <summary>TrainProject responds when the training has ended, so the next request finds it completed.</summary>
    Instant,

    /// <summary>The iteration has the status Training for a number of seconds, or longer if the training takes longer.</summary>
    Seconds,

    /// <summary>A number of GetIteration calls return the status Training; the next call waits for the end of the training.</summary>
    Polls,

    /// <summary>The service trains nothing, and the iteration fails.</summary>
    Fail,
}

/// <param name="Mode">How the training runs and ends.</param>
/// <param name="Amount">The number of seconds or polls; null for the other modes.</param>
/// <param name="Message">The reason of a failure; null for a general one.</param>
internal sealed record TrainingBehaviour(
    [property: JsonRequired] TrainingMode Mode,
    [property: Range(0d, TrainingBehaviour.MaxPolls)] double? Amount = null,
    [property: StringLength(4096, MinimumLength = 1)] string? Message = null)
{
    private const double MaxSeconds = 24 * 60 * 60;
    private const double MaxPolls = 1_000_000;

    public static TrainingBehaviour Real { get; } = new(TrainingMode.Real);

    /// <summary>Parses real, instant, seconds:N, polls:N or fail.</summary>
    /// <exception cref="FormatException">The text is none of them.</exception>
    public static TrainingBehaviour Parse(string text)
    {
        if (text.Split(':', 2) is not [var mode, var number])
            return new TrainingBehaviour(ParseMode(text)).Validated();
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? new TrainingBehaviour(ParseMode(mode), amount).Validated()
            : throw new FormatException("The colon must be followed by a number.");
    }

    /// <exception cref="FormatException">The members contradict each other.</exception>
    public TrainingBehaviour Validated()
    {
        if (Mode is TrainingMode.Seconds && Amount is not (>= 0 and <= MaxSeconds))
            throw new FormatException(FormattableString.Invariant($"seconds needs an amount from 0 to {MaxSeconds}."));
        if (Mode is TrainingMode.Polls && !(Amount is >= 0 and <= MaxPolls && double.IsInteger(Amount.Value)))
            throw new FormatException(FormattableString.Invariant($"polls needs an amount that is a whole number from 0 to {MaxPolls}."));
        if (Amount is not null && Mode is not (TrainingMode.Seconds or TrainingMode.Polls))
            throw new FormatException("amount can only be used with seconds and polls.");
        if (Message is not null && Mode is not TrainingMode.Fail)
            throw new FormatException("message can only be used with fail.");
        return this;
    }

    private static TrainingMode ParseMode(string text) =>
        text.Length > 0 && text.All(char.IsAsciiLetter) && Enum.TryParse<TrainingMode>(text, ignoreCase: true, out var mode)
            ? mode
            : throw new FormatException("The mode must be real, instant, seconds, polls or fail.");
}

internal sealed class TrainingModeConverter() : JsonStringEnumConverter<TrainingMode>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>The strict contracts: an unknown or repeated member is an error, and so is a null where a value is needed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SettingsPatch))]
[JsonSerializable(typeof(FaultRule))]
internal sealed partial class SettingsJson : JsonSerializerContext;
