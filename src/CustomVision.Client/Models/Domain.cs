using System.Text.Json.Serialization;

namespace CustomVision.Models;

/// <summary>A domain: what kind of images a project starts from, such as General or Food.</summary>
/// <remarks>Training 1.0, DomainModel.</remarks>
public sealed class Domain
{
    /// <summary>The id to create a project with.</summary>
    [JsonRequired]
    public Guid Id { get; init; }

    /// <summary>The name the service gives it.</summary>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id.ToString();
}
