using System.Text.Json.Serialization;
using CustomVision.Models;

namespace CustomVision.Training;

/// <summary>What a project is to become. What is null stays out of the request: whether the service then leaves it is not on record.</summary>
public sealed record ProjectUpdate
{
    /// <summary>The name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>What the project is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>The settings, such as the domain.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProjectSettings? Settings { get; init; }
}

/// <summary>What a tag is to become. What is null stays out of the request: whether the service then leaves it is not on record.</summary>
public sealed record TagUpdate
{
    /// <summary>The name, unique in its project.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>What the tag means.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }
}

/// <summary>What an iteration is to become. What is null stays out of the request: whether the service then leaves it is not on record.</summary>
public sealed record IterationUpdate
{
    /// <summary>The name, unique in its project.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>Whether it predicts when no iteration is named. Setting it takes it from the other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsDefault { get; init; }
}
