namespace CustomVision.LocalService.Quotas;

/// <summary>
/// What a pricing tier allows, as the service's documentation lists it for its later versions; of 1.0 no list is known. Null is
/// no limit.
/// </summary>
/// <param name="Name">The name of the tier, as it stands in its messages and in the account.</param>
/// <param name="TagsPerImage">Of any image, whichever way it gets them.</param>
/// <param name="Iterations">Of a project, without the open workspace. It was 10 once.</param>
/// <param name="PredictionsPerMonth">Calendar months in UTC.</param>
/// <param name="Trainings">Calls of TrainProject in a second.</param>
/// <param name="Calls">All other calls of Training in a second.</param>
/// <param name="Predictions">Calls of Prediction in a second. 1.0 stores each of them, so it is the limit for those that are stored.</param>
internal sealed record QuotaProfile(
    string Name,
    int? Projects = null,
    int? ImagesPerProject = null,
    int? TagsPerProject = null,
    int? TagsPerImage = null,
    int? Iterations = null,
    int? PredictionsPerMonth = null,
    int? Trainings = null,
    int? Calls = null,
    int? Predictions = null)
{
    public static QuotaProfile None { get; } = new("None");

    public static QuotaProfile F0 { get; } = new(
        "F0", Projects: 2, ImagesPerProject: 5_000, TagsPerProject: 50, TagsPerImage: 100, Iterations: 20,
        PredictionsPerMonth: 10_000, Trainings: 2, Calls: 10, Predictions: 2);

    public static QuotaProfile S0 { get; } = new(
        "S0", Projects: 100, ImagesPerProject: 100_000, TagsPerProject: 500, TagsPerImage: 100, Iterations: 20,
        PredictionsPerMonth: null, Trainings: 10, Calls: 10, Predictions: 10);

    /// <exception cref="FormatException">There is no such profile.</exception>
    public static QuotaProfile Parse(string name) =>
        Array.Find([None, F0, S0], profile => profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new FormatException("profile must be None, F0 or S0.");
}
