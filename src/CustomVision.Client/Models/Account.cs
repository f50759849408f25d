using System.Security;

namespace CustomVision.Models;

/// <summary>The account of a training key, with its keys and quotas.</summary>
public sealed class Account
{
    /// <summary>The name of the user.</summary>
    public string? UserName { get; init; }

    /// <summary>The email address of the user.</summary>
    public string? Email { get; init; }

    /// <summary>The keys of the account. They are never shown as text.</summary>
    public AccountKeys? Keys { get; init; }

    /// <summary>The quotas of the account.</summary>
    public AccountQuota? Quotas { get; init; }

    /// <inheritdoc/>
    public override string ToString() => UserName ?? Email ?? nameof(Account);
}

/// <summary>The keys of an account.</summary>
public sealed class AccountKeys
{
    /// <summary>The keys of the training service.</summary>
    public KeyPair? TrainingKeys { get; init; }

    /// <summary>The keys of the prediction service.</summary>
    public KeyPair? PredictionKeys { get; init; }
}

/// <summary>Two keys of a service: one works while the other is regenerated.</summary>
public sealed class KeyPair
{
    /// <summary>The first key. ConvertFrom-SecureString -AsPlainText shows it.</summary>
    public SecureString? PrimaryKey { get; init; }

    /// <summary>The second key.</summary>
    public SecureString? SecondaryKey { get; init; }
}

/// <summary>The quotas of an account.</summary>
public sealed class AccountQuota
{
    /// <summary>The pricing tier, such as F0 or S0.</summary>
    public string? Tier { get; init; }

    /// <summary>The number of projects.</summary>
    public Quota? Projects { get; init; }

    /// <summary>The number of predictions per month.</summary>
    public Quota? Predictions { get; init; }

    /// <summary>The quotas of each project.</summary>
    public IReadOnlyList<ProjectQuota> PerProject { get; init; } = [];
}

/// <summary>The quotas of a project.</summary>
public sealed class ProjectQuota
{
    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>The number of iterations.</summary>
    public Quota? Iterations { get; init; }

    /// <summary>The number of images.</summary>
    public Quota? Images { get; init; }

    /// <summary>The number of tags.</summary>
    public Quota? Tags { get; init; }
}

/// <summary>A limit and its use.</summary>
public sealed class Quota
{
    /// <summary>The limit; 2147483647 when there is none, as in the local service.</summary>
    public int Total { get; init; }

    /// <summary>The number in use.</summary>
    public int Used { get; init; }

    /// <summary>The time until the count is reset, as an ISO 8601 duration; null when it is not reset.</summary>
    public string? TimeUntilReset { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Total == int.MaxValue ? $"{Used}, no limit" : $"{Used} of {Total}";
}
