namespace CustomVision.LocalService.Domain;

/// <summary>What the projects of a domain do. The names are those of the API.</summary>
internal enum DomainType
{
    Classification,
    ObjectDetection,
}

/// <summary>How the tags of a classification project exclude each other. The names are those of the API.</summary>
internal enum ClassificationType
{
    /// <summary>An image has any number of tags.</summary>
    Multilabel,

    /// <summary>An image has one tag.</summary>
    Multiclass,
}

/// <param name="Megabytes">The size of an exported model.</param>
internal sealed record ModelInformation(int Megabytes, string Description);

/// <summary>A domain, the subject area of a project.</summary>
/// <param name="ExportPlatforms">The platforms that an iteration can be exported to; empty unless the domain is compact.</param>
/// <param name="Model">Null unless the domain is compact.</param>
internal sealed record TrainingDomain(Guid Id, string Name, DomainType Type, IReadOnlyList<string> ExportPlatforms, ModelInformation? Model)
{
    private static readonly string[] ClassificationPlatforms = ["VAIDK", "CoreML", "DockerFile", "ONNX", "OpenVino", "TensorFlow"];
    private static readonly string[] DetectionPlatforms = ["CoreML", "DockerFile", "ONNX", "TensorFlow"];

    /// <summary>
    /// The domains of the service today: the recorded ones in the recorded order, then the newer ones. The sizes of the newer compact
    /// domains are those of the documentation.
    /// </summary>
    public static IReadOnlyList<TrainingDomain> All { get; } =
    [
        Classification("ee85a74c-405e-4adc-bb47-ffa8ca0c9f31", "General"),
        Classification("c151d5b5-dd07-472a-acc8-15d29dea8518", "Food"),
        Classification("ca455789-012d-4b50-9fec-5bb63841c793", "Landmarks"),
        Classification("b30a91ae-e3c1-4f73-a81e-c270bff27c39", "Retail"),
        Classification("45badf75-3591-4f26-a705-45678d3e9f5f", "Adult"),
        Classification("0732100f-1a38-4e49-a514-c9b44c697ab5", "General (compact)", megabytes: 5),
        Classification("8882951b-82cd-4c32-970b-d5f8cb8bf6d7", "Food (compact)", megabytes: 5),
        Classification("b5cfd229-2ac7-4b2b-8d0a-2b0661344894", "Landmarks (compact)", megabytes: 5),
        Classification("6b4faeda-8396-481b-9f8b-177b9fa3097f", "Retail (compact)", megabytes: 5),
        Detection("da2e3a8a-40a5-4171-82f4-58522f70fbc1", "General"),
        Detection("1d8ffafe-ec40-4fb2-8f90-72b3b6cecea4", "Logo"),
        Detection("3780a898-81c3-4516-81ae-3a139614e1f3", "Products on Shelves"),
        Detection("a27d5ca5-bb19-49d8-a70a-fec086c47f5b", "General (compact)", megabytes: 42),
        Detection("7ec2ac80-887b-48a6-8df9-8b1357765430", "General (compact) [S1]", megabytes: 13),
        Classification("a8e3c40f-fb4a-466f-832a-5e457ae4a344", "General [A1]"),
        Classification("2e37d7fb-3a54-486a-b4d6-cfc369af0018", "General [A2]"),
        Classification("a1db07ca-a19a-4830-bae8-e004a42dc863", "General (compact) [S1]", megabytes: 43),
        Detection("9c616dff-2e7d-ea11-af59-1866da359ce6", "General [A1]"),
    ];

    /// <summary>
    /// The domains of 1.0. Its list is not known; these are the first five of 1.2, which has the same ids.
    /// </summary>
    public static IReadOnlyList<TrainingDomain> OfVersion1 { get; } = [.. All.Take(5)];

    public static TrainingDomain Default => All[0];

    public bool IsDetection => Type == DomainType.ObjectDetection;

    public bool IsExportable => Model is not null;

    public bool HasGeneralProduct => Name == "Products on Shelves";

    public static TrainingDomain? Find(Guid id) => All.FirstOrDefault(domain => domain.Id == id);

    private static TrainingDomain Classification(string id, string name, int? megabytes = null) => new(
        new Guid(id), name, DomainType.Classification, megabytes is null ? [] : ClassificationPlatforms,
        megabytes is { } size ? new ModelInformation(size, "A small network for image classification.") : null);

    private static TrainingDomain Detection(string id, string name, int? megabytes = null) => new(
        new Guid(id), name, DomainType.ObjectDetection, megabytes is null ? [] : DetectionPlatforms,
        megabytes is { } size ? new ModelInformation(size, "A small network for object detection.") : null);
}
