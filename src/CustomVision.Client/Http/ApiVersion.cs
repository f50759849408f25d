namespace CustomVision.Http;

/// <summary>A version of the API: of the training service, and of the prediction service that belongs to it.</summary>
public sealed class ApiVersion
{
    private ApiVersion(string training, string prediction)
    {
        Training = training;
        Prediction = prediction;
        Number = Version.Parse(training.Split('-')[0]);
    }

    /// <summary>Version 1.0, with which the service began. Azure no longer answers it; the local service does.</summary>
    public static ApiVersion V1 { get; } = new("1.0", "1.0");

    /// <summary>The version that is used if none is specified: training 3.3 with prediction 3.1.</summary>
    public static ApiVersion Default { get; } = new("3.3", "3.1");

    /// <summary>All versions, from the earliest to the latest.</summary>
    public static IReadOnlyList<ApiVersion> All { get; } =
        [V1, new("3.0", "3.0"), new("3.1", "3.1"), new("3.2", "3.1"), Default, new("3.4-preview", "3.1")];

    /// <summary>The latest version, a preview.</summary>
    internal static ApiVersion Latest => All[All.Count - 1];

    /// <summary>The version of the training service, such as 3.3 or 3.4-preview.</summary>
    public string Training { get; }

    /// <summary>The version of the prediction service.</summary>
    public string Prediction { get; }

    /// <summary>Whether this is version 1.0, whose operations have other names and paths.</summary>
    public bool IsV1 => this == V1;

    private Version Number { get; }

    /// <summary>Finds a version by its name. "v3.3" and "3.4" are accepted as well.</summary>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    public static ApiVersion Parse(string text)
    {
        var name = (text ?? throw new ArgumentNullException(nameof(text))).Trim().TrimStart('v', 'V');
        return All.FirstOrDefault(version =>
                string.Equals(version.Training, name, StringComparison.OrdinalIgnoreCase) || version.Number.ToString(2) == name)
            ?? throw new ArgumentException($"There is no version '{text}' of the service. Specify one of {string.Join(", ", All)}.");
    }

    /// <summary>Whether this version is the specified one or a later one.</summary>
    /// <param name="version">The version, such as 3.1.</param>
    public bool IsAtLeast(string version) => Number >= Version.Parse(version);

    /// <summary>Checks that this version has what a caller wants.</summary>
    /// <param name="version">The first version that has it, such as 3.3 or 3.4-preview.</param>
    /// <param name="operation">The operation that would be sent.</param>
    /// <param name="what">What the caller wants, for the message: "types of tags".</param>
    /// <exception cref="UnsupportedByVersionException">This version is earlier.</exception>
    public void Require(string version, string operation, string what)
    {
        if (!IsAtLeast(version.Split('-')[0]))
            throw new UnsupportedByVersionException(operation, this, what, version);
    }

    /// <inheritdoc/>
    public override string ToString() => Training;
}
