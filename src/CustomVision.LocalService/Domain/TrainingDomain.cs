namespace CustomVision.LocalService.Domain;

/// <summary>A domain, the subject area of a project.</summary>
internal sealed record TrainingDomain(Guid Id, string Name)
{
    /// <summary>
    /// The domains of 1.0. Its list is not known; these are the first five of 1.2, which has the same ids.
    /// </summary>
    public static IReadOnlyList<TrainingDomain> All { get; } =
    [
        new(new Guid("ee85a74c-405e-4adc-bb47-ffa8ca0c9f31"), "General"),
        new(new Guid("c151d5b5-dd07-472a-acc8-15d29dea8518"), "Food"),
        new(new Guid("ca455789-012d-4b50-9fec-5bb63841c793"), "Landmarks"),
        new(new Guid("b30a91ae-e3c1-4f73-a81e-c270bff27c39"), "Retail"),
        new(new Guid("45badf75-3591-4f26-a705-45678d3e9f5f"), "Adult"),
    ];

    public static TrainingDomain Default => All[0];

    public static TrainingDomain Get(Guid id) =>
        All.FirstOrDefault(domain => domain.Id == id)
        ?? throw new ServiceException(ErrorCodes.NotFoundDomain, $"There is no domain {id}.");
}
