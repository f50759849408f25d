using System.Text.Json.Serialization;

namespace CustomVision.LocalService.Training;

/// <summary>How long a training seems to take, and how it ends. In all modes but the last it is a real one.</summary>
[JsonConverter(typeof(TrainingModeConverter))]
internal enum TrainingMode
{
    /// <summary>In the background, for as long as it takes.</summary>
    Real,

    /// <summary>TrainProject answers when it has ended, so that whoever looks then finds it so.</summary>
    Instant,

    /// <summary>It has the status Training for so many seconds, or longer when it takes longer.</summary>
    Seconds,

    /// <summary>So many calls of GetIteration find the status Training; the one after them waits for the end.</summary>
    Polls,

    /// <summary>It is not carried out, and ends as failed.</summary>
    Fail,
}

/// <param name="Amount">Of seconds or polls; null for the other modes.</param>
/// <param name="Message">Why it fails, for the log: the API has no place for it.</param>
internal sealed record TrainingBehaviour(TrainingMode Mode, double? Amount = null, string? Message = null)
{
    public static TrainingBehaviour Real { get; } = new(TrainingMode.Real);
}

/// <summary>In lower case, as they are written in settings.</summary>
internal sealed class TrainingModeConverter() : JsonStringEnumConverter<TrainingMode>(System.Text.Json.JsonNamingPolicy.CamelCase);
