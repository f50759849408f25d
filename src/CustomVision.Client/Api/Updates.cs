using CustomVision.Models;

namespace CustomVision.Api;

/// <summary>Changes of a project. A property that is null is not sent. Whether the service then keeps the value is not documented.</summary>
public sealed record ProjectUpdate
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The settings, such as the domain.</summary>
    public ProjectSettings? Settings { get; init; }
}

/// <summary>Changes of a tag. A property that is null is not sent. Whether the service then keeps the value is not documented.</summary>
public sealed record TagUpdate
{
    /// <summary>The name, unique in the project.</summary>
    public string? Name { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }
}

/// <summary>Changes of an iteration. A property that is null is not sent. Whether the service then keeps the value is not documented.</summary>
public sealed record IterationUpdate
{
    /// <summary>The name, unique in the project.</summary>
    public string? Name { get; init; }

    /// <summary>Whether predictions use the iteration unless they name another. A project has at most one such iteration.</summary>
    public bool? IsDefault { get; init; }
}
