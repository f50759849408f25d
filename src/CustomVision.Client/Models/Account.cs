using System.Security;

namespace CustomVision.Models;

/// <summary>The account behind a training key: whose it is, its keys, and how much of it is used.</summary>
/// <remarks>Training 1.0, AccountModel.</remarks>
public sealed class Account
{
    /// <summary>The name of the user.</summary>
    public string? UserName { get; init; }

    /// <summary>The mail address of the user.</summary>
    public string? Email { get; init; }

    /// <summary>The keys of the account. None is ever shown as text.</summary>
    public AccountKeys? Keys { get; init; }

    /// <summary>What the account may use, and what it has used.</summary>
    public AccountQuota? Quotas { get; init; }

    /// <inheritdoc/>
    public override string ToString() => UserName ?? Email ?? nameof(Account);
}

/// <summary>The keys of an account.</summary>
/// <remarks>Training 1.0, ApiKeysModel.</remarks>
public sealed class AccountKeys
{
    /// <summary>The keys of the training service.</summary>
    public KeyPair? TrainingKeys { get; init; }

    /// <summary>The keys of the prediction service.</summary>
    public KeyPair? PredictionKeys { get; init; }
}

/// <summary>Two keys for the same: while one is renewed, the other works.</summary>
/// <remarks>Training 1.0, KeyPairModel.</remarks>
public sealed class KeyPair
{
    /// <summary>The first key. ConvertFrom-SecureString -AsPlainText shows it.</summary>
    public SecureString? PrimaryKey { get; init; }

    /// <summary>The second key.</summary>
    public SecureString? SecondaryKey { get; init; }
}

/// <summary>What an account may use, and what it has used.</summary>
/// <remarks>Training 1.0, AccountQuotaModel.</remarks>
public sealed class AccountQuota
{
    /// <summary>The pricing tier, such as F0 or S0.</summary>
    public string? Tier { get; init; }

    /// <summary>Projects.</summary>
    public Quota? Projects { get; init; }

    /// <summary>Predictions, counted anew each month.</summary>
    public Quota? Predictions { get; init; }

    /// <summary>What each project may use.</summary>
    public IReadOnlyList<ProjectQuota> PerProject { get; init => field = value ?? []; } = []; // generated readers set what is missing to null
}

/// <summary>What one project may use, and what it has used.</summary>
/// <remarks>Training 1.0, PerProjectQuotaModel.</remarks>
public sealed class ProjectQuota
{
    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>Iterations.</summary>
    public Quota? Iterations { get; init; }

    /// <summary>Images.</summary>
    public Quota? Images { get; init; }

    /// <summary>Tags.</summary>
    public Quota? Tags { get; init; }
}

/// <summary>How many of something there may be, and are.</summary>
/// <remarks>Training 1.0, QuotaModel.</remarks>
public sealed class Quota
{
    /// <summary>How many there may be; the largest number there is (2147483647) where there is no limit, as at the local service.</summary>
    public int Total { get; init; }

    /// <summary>How many there are.</summary>
    public int Used { get; init; }

    /// <summary>When the count begins anew, as an ISO 8601 duration; null when it does not.</summary>
    public string? TimeUntilReset { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Total == int.MaxValue ? $"{Used}, no limit" : $"{Used} of {Total}";
}
