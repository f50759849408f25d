using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Uploading;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>
/// Uploads training images. Every input comes out exactly once, in input order, as one ImageCreateResult; what failed
/// is an error besides.
/// </summary>
/// <remarks>
/// It has no default parameter set. With one, PowerShell would bind the Tag of an object such as { Url, Tag } in that set
/// first, and then make a text of the whole object and take it for a path, before it looked for the Url.
/// </remarks>
[Cmdlet(VerbsCommon.Add, "CVTrainingImage", SupportsShouldProcess = true)]
[OutputType(typeof(ImageCreateResult))]
public sealed class AddTrainingImageCommand : ImageCommand<ImageUpload>
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByUrl = "Url";
    private const string ByPrediction = "PredictionId";
    private const string ByResult = "Prediction";
    private const long MegaByte = 1024 * 1024;

    private static readonly ImageUploaderOptions Defaults = new();

    private ImageUploader? uploader;

    /// <summary>The files; wildcards are understood.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, each name taken as it stands. What Get-ChildItem gives binds here.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Addresses that the service fetches the images from.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByUrl, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Url { get; set; } = [];

    /// <summary>Predictions whose images are to be added.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPrediction, ValueFromPipelineByPropertyName = true)]
    [Id("prediction", "Get-CVPrediction")]
    [ArgumentCompleter(typeof(PredictionCompleter))]
    [ValidateNotNullOrEmpty]
    public Guid[] PredictionId { get; set; } = [];

    /// <summary>
    /// A result of Invoke-CVPrediction, whose image is to be added. The tag that was predicted is not put on it: it may be
    /// wrong, and who adds the image knows the right one.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ByResult, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ImagePredictionResult Prediction { get; set; } = null!;

    /// <summary>The project to upload to, by its name or id, or as Get-CVProject gives it.</summary>
    [Parameter(Mandatory = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The tags to put on each image, by their ids or as Get-CVTag gives them; a name does as well. Default: none.</summary>
    [Parameter(ParameterSetName = ByPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByUrl, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByPrediction, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByResult)]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [AllowEmptyCollection]
    public NameOrId[] TagId { get; set; } = [];

    /// <summary>The tags to put on each image, by their names. Default: none.</summary>
    [Parameter(ParameterSetName = ByPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByUrl, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByPrediction, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByResult)]
    [ArgumentCompleter(typeof(TagCompleter))]
    [AllowEmptyCollection]
    public string[] Tag { get; set; } = [];

    /// <summary>Puts the tag with the name of its folder on each image.</summary>
    [Parameter]
    public SwitchParameter TagFromFolder { get; set; }

    /// <summary>Makes tags that are given by name and do not exist yet.</summary>
    [Parameter]
    public SwitchParameter CreateTag { get; set; }

    /// <summary>The most images in one request, 1 to 64. Default: 64.</summary>
    [Parameter]
    [ValidateRange(1, ImageUploaderOptions.LargestBatch)]
    public int BatchSize { get; set; } = Defaults.BatchSize;

    /// <summary>The most bytes of images in one request, 1 MB to 50 MB: near 55 MB the service times out. Default: 32 MB.</summary>
    [Parameter]
    [ValidateRange(MegaByte, 50 * MegaByte)]
    public long BatchBytes { get; set; } = Defaults.BatchBytes;

    /// <summary>
    /// A file that records what the service has acknowledged. Run again with the same file, the command sends only what is
    /// missing, and still gives a result for each input.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <summary>The name of a variable, without $, to put a summary into: counts by status, bytes, time, rate, retries.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SummaryVariable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var upload in Given())
            if (ShouldProcess(upload.Path, $"Upload to project {ProjectId}"))
                HandIn(upload with { TagIds = [.. TagId.Where(tag => tag.Id is not null).Select(tag => tag.Id!.Value)], TagNames = TagNames(upload) });
    }

    private protected override object? Target => ProjectId.Target;

    private IEnumerable<ImageUpload> Given() => ParameterSetName switch
    {
        ByUrl => Url.Select(url => new ImageUpload(url, []) { Source = ImageSource.Url }),
        ByPrediction => PredictionId.Select(id => new ImageUpload(id.ToString(), []) { Source = ImageSource.Prediction }),
        ByResult => [new ImageUpload(Prediction.Path ?? "", []) { Source = IsUrl(Prediction.Path) ? ImageSource.Url : ImageSource.File }],
        ByLiteralPath => LiteralPath.Select(given => new ImageUpload(FilePaths.Literal(this, given), [])),
        _ => Path.SelectMany(given => FilePaths.Matching(this, given)).Select(file => new ImageUpload(file, [])),
    };

    private static bool IsUrl(string? path) => Uri.TryCreate(path, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https");

    private string[] TagNames(ImageUpload upload)
    {
        var names = Tag.Where(name => !string.IsNullOrWhiteSpace(name)) // an empty cell of a CSV file
            .Concat(TagId.Where(tag => tag.Id is null).Select(tag => tag.Name!));
        return TagFromFolder && upload.Source == ImageSource.File
            ? [.. names, System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(upload.Path)) ?? ""]
            : [.. names];
    }

    private protected override ImageWork Prepare()
    {
        var projectId = RunForAll(ProjectId.Target, token => Names.ProjectAsync(ProjectId, token));
        var options = Sending(new ImageUploaderOptions
        {
            BatchSize = BatchSize,
            BatchBytes = BatchBytes,
            CreateTags = CreateTag,
            JournalPath = Journal is null ? null : GetUnresolvedProviderPathFromPSPath(Journal),
        });
        try
        {
            uploader = new ImageUploader(Client, projectId, WriteAsync, options, TellAsync);
            return new ImageWork("Uploading images", uploader.Counters, uploader.UploadAsync, uploader);
        }
        catch (UploadJournalException problem)
        {
            ThrowTerminatingError(Errors.BadJournal(problem, Journal));
            throw;
        }
    }

    private protected override ErrorRecord? Describe(Exception ended) =>
        ended is UploadJournalException problem ? Errors.BadJournal(problem, Journal) : base.Describe(ended);

    private protected override void WorkEnded()
    {
        if (SummaryVariable is not null)
            SessionState.PSVariable.Set(SummaryVariable, uploader!.Counters.Summary());
    }

    private Task WriteAsync(ImageCreateResult result) => WriteResultAsync(result, result.IsStored ? null : Errors.From(result));
}
