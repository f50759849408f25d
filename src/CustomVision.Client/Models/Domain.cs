namespace CustomVision.Models;

/// <summary>A domain: the kind of images that a project is optimized for, such as General or Food.</summary>
public sealed class Domain
{
    /// <summary>The id.</summary>
    public Guid Id { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id.ToString();
}
