using System.Globalization;
using CustomVision.Annotations;
using CustomVision.Http;
using CustomVision.Local;
using CustomVision.Models;
using CustomVision.PowerShell.LocalServices;
using CustomVision.Uploads;

namespace CustomVision.PowerShell.Formats;

/// <summary>The hidden properties that CustomVision.Types.ps1xml adds to the objects of the module and that the views show.</summary>
public static class DisplayProperties
{
    // Since PowerShell 7.2, the host has colors, and removes the sequences where they can't be shown.
    private static readonly bool UseColor = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle") is not null;

    /// <summary>The shortened id.</summary>
    public static string Id(PSObject instance) => DisplayFormat.Id(Of(instance) switch
    {
        Project project => project.Id,
        Tag tag => tag.Id,
        Domain domain => domain.Id,
        Image image => image.Id,
        ImagePrediction prediction => prediction.Id,
        Iteration iteration => iteration.Id,
        ImagePerformance image => image.Id,
        Suggestion suggestion => suggestion.ImageId,
        ProjectQuota quota => quota.ProjectId,
        ImageRegion region => region.RegionId,
        ImageRegionCreateResult { Region.RegionId: var id } when id != default => id,
        ProjectCopy copy => copy.ProjectId,
        ProjectRestore restore => restore.ProjectId,
        ImportedModel model => model.ProjectId,
        _ => null,
    });

    /// <summary>The status, in the color of its meaning.</summary>
    public static string? Status(PSObject instance) => Of(instance) switch
    {
        ImageCreateResult result => DisplayFormat.Status(result.Status, UseColor),
        ImagePredictionResult result => DisplayFormat.Status(result.Status, UseColor),
        ImageDownloadResult result => DisplayFormat.Status(result.Status, UseColor),
        ImageRegionCreateResult result => DisplayFormat.Status(result.Status, UseColor),
        ImageMetadataResult result => DisplayFormat.Status(result.Status, UseColor),
        Iteration iteration => DisplayFormat.Status(iteration.Status, UseColor),
        IterationExport export => DisplayFormat.Status(export.Status, UseColor),
        LocalRequest request => DisplayFormat.HttpStatus(request.Status, UseColor),
        _ => null,
    };

    /// <summary>The file name of an image.</summary>
    public static string? Image(PSObject instance) => Of(instance) switch
    {
        ImageCreateResult result => DisplayFormat.Image(result.Path),
        ImagePredictionResult result => DisplayFormat.Image(result.Path),
        ImageDownloadResult { Path: null } result => DisplayFormat.Id(result.Image?.Id),
        ImageDownloadResult result => DisplayFormat.Image(result.Path),
        AnnotatedImage image => DisplayFormat.Image(image.Path),
        _ => null,
    };

    /// <summary>The path or the URL of an image, without the query of the URL. The property of the object contains it.</summary>
    public static string? Path(PSObject instance) => UrlText.HideQueries(Of(instance) switch
    {
        ImageCreateResult result => result.Path,
        ImagePredictionResult result => result.Path,
        _ => null,
    });

    /// <summary>The name that the service gave an image, without the query of a URL.</summary>
    public static string? SourceUrl(PSObject instance) => UrlText.HideQueries(Of<ImageCreateResult>(instance).SourceUrl);

    /// <summary>The id of the image of a result.</summary>
    public static Guid? ImageId(PSObject instance) => Of(instance) switch
    {
        ImageCreateResult result => result.Image?.Id,
        ImageDownloadResult result => result.Image?.Id,
        _ => null,
    };

    /// <summary>The shortened id of an image.</summary>
    public static string ShortImageId(PSObject instance) => DisplayFormat.Id(Of(instance) switch
    {
        ImageRegion region => region.ImageId,
        ImageRegionCreateResult result => result.Region.ImageId,
        RegionProposal proposal => proposal.ImageId,
        ImageMetadataResult result => result.ImageId,
        _ => null,
    });

    /// <summary>The regions of an image.</summary>
    public static string Regions(PSObject instance) => string.Join("; ", Of<Image>(instance).Regions);

    /// <summary>The number of regions of an image.</summary>
    public static int RegionCount(PSObject instance) => Of<AnnotatedImage>(instance).Region.Count;

    /// <summary>The metadata of an image.</summary>
    public static string Metadata(PSObject instance) => string.Join(", ", (Of(instance) switch
    {
        Image image => image.Metadata,
        ImageMetadataResult result => result.Metadata,
        _ => new Dictionary<string, string>(),
    }).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} = {pair.Value}"));

    /// <summary>The platforms that iterations of a domain can be exported for.</summary>
    public static string Platforms(PSObject instance) => string.Join(", ", Of<Domain>(instance).ExportablePlatforms);

    /// <summary>The number of images of a copy or a restored project, and of how many.</summary>
    public static string Images(PSObject instance) => Of(instance) switch
    {
        ProjectCopy copy => OfTotal(copy.ImageCount, copy.SourceImageCount),
        ProjectRestore restore => OfTotal(restore.ImageCount, restore.BackupImageCount),
        _ => "",
    };

    /// <summary>The tags of a count or of a model, or the number of tags of a copy, and of how many.</summary>
    public static string Tags(PSObject instance) => Of(instance) switch
    {
        ImageCount count => string.Join(", ", count.Tag),
        ImportedModel model => string.Join(", ", model.Tags),
        ProjectCopy copy => OfTotal(copy.TagCount, copy.SourceTagCount),
        _ => "",
    };

    /// <summary>The number of iterations of a copy, and of how many.</summary>
    public static string Iterations(PSObject instance) => OfTotal(Of<ProjectCopy>(instance).IterationCount, Of<ProjectCopy>(instance).SourceIterationCount);

    /// <summary>The name of the project of a count, or its shortened id.</summary>
    public static string Project(PSObject instance) => Of<ImageCount>(instance).Project ?? DisplayFormat.Id(Of<ImageCount>(instance).ProjectId);

    /// <summary>Width and height in pixels.</summary>
    public static string? Size(PSObject instance) => Of(instance) switch
    {
        Image image => DisplayFormat.Pixels(image.Width, image.Height),
        ImageCreateResult { Image: { } image } => DisplayFormat.Pixels(image.Width, image.Height),
        ImagePerformance image => DisplayFormat.Pixels(image.Width, image.Height),
        AnnotatedImage { Width: { } width, Height: { } height } => DisplayFormat.Pixels(width, height),
        _ => null,
    };

    /// <summary>The creation time in local time.</summary>
    public static string Created(PSObject instance) => DisplayFormat.Time(CreatedOf(instance));

    /// <summary>The creation date in local time.</summary>
    public static string Day(PSObject instance) => DisplayFormat.Day(CreatedOf(instance));

    /// <summary>The time of the last change in local time.</summary>
    public static string LastModified(PSObject instance) => DisplayFormat.Time(Of(instance) switch
    {
        Project project => project.LastModified,
        Iteration iteration => iteration.LastModified,
        _ => null,
    });

    /// <summary>The end of the training in local time.</summary>
    public static string TrainedAt(PSObject instance) =>
        Of<Iteration>(instance) is { Status: IterationStatus.New } ? "(not trained)" : DisplayFormat.Time(Of<Iteration>(instance).TrainedAt);

    /// <summary>The name under which an iteration is published. Version 1.0 has a default iteration instead.</summary>
    public static string? Published(PSObject instance) =>
        Of<Iteration>(instance) is { PublishName: null, IsDefault: true } ? "(default)" : Of<Iteration>(instance).PublishName;

    /// <summary>The platforms that an iteration can be exported for.</summary>
    public static string ExportableTo(PSObject instance) => string.Join(", ", Of<Iteration>(instance).ExportableTo);

    /// <summary>The names of the tags of an exported model.</summary>
    public static string Labels(PSObject instance) => string.Join(", ", Of<ExportedModel>(instance).Labels);

    /// <summary>How uncertain an iteration is about an image.</summary>
    public static string Uncertainty(PSObject instance) => Of<Suggestion>(instance).PredictionUncertainty.ToString("0.000", CultureInfo.CurrentCulture);

    /// <summary>The object in one line, for wide views.</summary>
    public static string? Text(PSObject instance) => Of(instance) switch
    {
        Tag tag => $"{tag.Name} ({tag.ImageCount})",
        Image image => $"{DisplayFormat.Id(image.Id)} {DisplayFormat.Pixels(image.Width, image.Height)}",
        _ => null,
    };

    /// <summary>The id of the domain.</summary>
    public static Guid? DomainId(PSObject instance) => Of<Project>(instance).Settings?.DomainId;

    /// <summary>The tag with the highest probability.</summary>
    public static string? Tag(PSObject instance) => Of<ImagePrediction>(instance).Predictions is [var best, ..] ? best.TagName : null;

    /// <summary>The highest probability.</summary>
    public static string Probability(PSObject instance) => DisplayFormat.Probability(
        Of(instance) switch
        {
            ImagePredictionResult { IsPredicted: true } result => result.Probability,
            ImagePrediction { Predictions: [var best, ..] } => best.Probability,
            _ => null,
        },
        UseColor);

    /// <summary>The message of a prediction or a region. An error record contains the text of an error already.</summary>
    public static string? Message(PSObject instance) => Of(instance) switch
    {
        ImagePredictionResult { Error: not null } or ImageRegionCreateResult { Error: not null } => Status(instance),
        ImagePredictionResult result => result.Message,
        ImageRegionCreateResult result => result.Message,
        _ => null,
    };

    /// <summary>The length of a saved file.</summary>
    public static string? Length(PSObject instance) =>
        Of(instance) is ExportedModel model ? DisplayFormat.Bytes(model.Length)
        : Of(instance) is ProjectBackup backup ? DisplayFormat.Bytes(backup.Length)
        : Of<ImageDownloadResult>(instance) is { IsSaved: true } result ? DisplayFormat.Bytes(result.Length)
        : null;

    /// <summary>A number of bytes.</summary>
    public static string? Bytes(PSObject instance) => Of(instance) switch
    {
        UploadSummary summary => DisplayFormat.Bytes(summary.Bytes),
        LocalRequest request => DisplayFormat.Bytes(request.RequestBytes),
        _ => null,
    };

    /// <summary>A duration.</summary>
    public static string? Elapsed(PSObject instance) => Of(instance) switch
    {
        UploadSummary summary => DisplayFormat.Duration(summary.Elapsed),
        LocalRequest request => DisplayFormat.Duration(request.Duration),
        _ => null,
    };

    /// <summary>The images per second.</summary>
    public static string PerSecond(PSObject instance) =>
        string.Format(CultureInfo.CurrentCulture, "{0:0.0}", Of<UploadSummary>(instance).ImagesPerSecond);

    /// <summary>The pricing tier.</summary>
    public static string? Tier(PSObject instance) => Of<Account>(instance).Quotas?.Tier;

    /// <summary>The quota of projects.</summary>
    public static Quota? Projects(PSObject instance) => Of<Account>(instance).Quotas?.Projects;

    /// <summary>The quota of predictions.</summary>
    public static Quota? Predictions(PSObject instance) => Of<Account>(instance).Quotas?.Predictions;

    /// <summary>Whether the account has training keys.</summary>
    public static string? TrainingKeys(PSObject instance) => Hidden(Of<Account>(instance).Keys?.TrainingKeys);

    /// <summary>Whether the account has prediction keys.</summary>
    public static string? PredictionKeys(PSObject instance) => Hidden(Of<Account>(instance).Keys?.PredictionKeys);

    /// <summary>The performance as lines of a table.</summary>
    public static IReadOnlyList<string> Lines(PSObject instance) =>
        PerformanceTable.Lines(Of<IterationPerformance>(instance), Console.OutputEncoding, UseColor);

    /// <summary>The precision as a bar.</summary>
    public static string Precision(PSObject instance) => Bar(Measured(instance).Precision);

    /// <summary>The standard deviation of the precision.</summary>
    public static string PrecisionDeviation(PSObject instance) => PercentageBar.Number(Measured(instance).PrecisionDeviation);

    /// <summary>The recall as a bar.</summary>
    public static string Recall(PSObject instance) => Bar(Measured(instance).Recall);

    /// <summary>The standard deviation of the recall.</summary>
    public static string RecallDeviation(PSObject instance) => PercentageBar.Number(Measured(instance).RecallDeviation);

    /// <summary>Whether the local service is running.</summary>
    public static string Running(PSObject instance) => DisplayFormat.Boolean(Of<LocalService>(instance).IsRunning, UseColor);

    /// <summary>The data folder.</summary>
    public static string DataPath(PSObject instance) => Of<LocalService>(instance).DataPath ?? "(in memory)";

    /// <summary>A key of the local service.</summary>
    public static string? Key(PSObject instance) => Of<LocalService>(instance).TrainingKey.Length > 0 ? "hidden" : null;

    /// <summary>The time of a request in local time.</summary>
    public static string Time(PSObject instance) => Of<LocalRequest>(instance).Time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>The operation of a request, or its path.</summary>
    public static string Operation(PSObject instance) =>
        Of<LocalRequest>(instance) is { Operation: { Length: > 0 } operation } ? operation : $"{Of<LocalRequest>(instance).Method} {Of<LocalRequest>(instance).Path}";

    /// <summary>The ids of the faults that affected a request.</summary>
    public static string Faults(PSObject instance) => string.Join(",", Of<LocalRequest>(instance).Faults);

    /// <summary>Whether the connection has a training key.</summary>
    public static string TrainingKey(PSObject instance) => IsSet(Of<CustomVisionConnection>(instance).HasTrainingKey);

    /// <summary>Whether the connection has a prediction key.</summary>
    public static string PredictionKey(PSObject instance) => IsSet(Of<CustomVisionConnection>(instance).HasPredictionKey);

    /// <summary>Whether the connection has an access token.</summary>
    public static string AccessToken(PSObject instance) => IsSet(Of<CustomVisionConnection>(instance).HasAccessToken);

    private static string OfTotal(int count, int total) => string.Format(CultureInfo.CurrentCulture, "{0} of {1}", count, total);

    private static object Of(PSObject instance) => instance.BaseObject;

    private static T Of<T>(PSObject instance) => (T)instance.BaseObject;

    private static DateTimeOffset? CreatedOf(PSObject instance) => Of(instance) switch
    {
        Project project => project.Created,
        Image image => image.Created,
        Iteration iteration => iteration.Created,
        ImagePrediction prediction => prediction.Created,
        ImagePredictionResult result => result.Created,
        Suggestion suggestion => suggestion.Created,
        _ => null,
    };

    private static (double Precision, double PrecisionDeviation, double Recall, double RecallDeviation) Measured(PSObject instance) => Of(instance) switch
    {
        IterationPerformance all => (all.Precision, all.PrecisionStdDeviation, all.Recall, all.RecallStdDeviation),
        TagPerformance tag => (tag.Precision, tag.PrecisionStdDeviation, tag.Recall, tag.RecallStdDeviation),
        _ => default,
    };

    private static string Bar(double ratio) => PercentageBar.Of(ratio, Console.OutputEncoding, UseColor);

    private static string? Hidden(KeyPair? keys) => keys?.PrimaryKey?.Length > 0 ? "hidden" : null;

    private static string IsSet(bool value) => value ? "set" : "not set";
}
