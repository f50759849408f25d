using System.Collections;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Uploads;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>
/// Uploads images to a project and returns one ImageCreateResult per input, in input order. Failures are also written as
/// non-terminating errors.
/// </summary>
/// <remarks>
/// There is no default parameter set, because PowerShell would convert an object such as { Url, Tag } to a string and bind it
/// to Path before it considers the Url property.
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
    private const string ByImage = "Image";
    private const long MegaByte = 1024 * 1024;

    private static readonly ImageUploaderOptions Defaults = new();

    private readonly Dictionary<Guid, string> tagNames = [];
    private ImageUploader? uploader;
    private HashSet<string>? existingTags;
    private int row;

    /// <summary>The files. Wildcards are accepted.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ImagePath]
    [AllowNull]
    [AllowEmptyString]
    public string?[]? Path { get; set; } = [];

    /// <summary>The files by their exact paths. Objects from Get-ChildItem bind by PSPath.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [AllowNull]
    [AllowEmptyString]
    public string?[]? LiteralPath { get; set; } = [];

    /// <summary>The URLs that the service fetches the images from.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByUrl, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string?[]? Url { get; set; } = [];

    /// <summary>The ids of stored predictions whose images are added.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPrediction, ValueFromPipelineByPropertyName = true)]
    [Id("prediction", "Get-CVPrediction")]
    [ArgumentCompleter(typeof(PredictionCompleter))]
    [ValidateNotNullOrEmpty]
    public Guid[] PredictionId { get; set; } = [];

    /// <summary>
    /// A result of Invoke-CVPrediction whose image is added. The predicted tag isn't applied, because it can be wrong.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ByResult, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ImagePredictionResult Prediction { get; set; } = null!;

    /// <summary>An image of another project to copy, from Get-CVTrainingImage. Its tags aren't copied.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByImage, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Image Image { get; set; } = null!;

    /// <summary>The project by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The tags to apply by id, by name, or as objects from Get-CVTag. Default: none.</summary>
    [Parameter(ParameterSetName = ByPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByUrl, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByPrediction, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByResult)]
    [Parameter(ParameterSetName = ByImage)]
    [NameOrId("tag", "Get-CVTag")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [AllowEmptyCollection]
    public NameOrId[] TagId { get; set; } = [];

    /// <summary>The names of tags to apply. Default: none.</summary>
    [Parameter(ParameterSetName = ByPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByUrl, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByPrediction, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByResult)]
    [Parameter(ParameterSetName = ByImage)]
    [ArgumentCompleter(typeof(TagCompleter))]
    [AllowEmptyCollection]
    public string[] Tag { get; set; } = [];

    /// <summary>
    /// The regions of the image: hashtables, objects or rows with Tag, Left, Top, Width and Height, regions of other images, or
    /// predictions with boxes. Requires version 3.0.
    /// </summary>
    [Parameter(ParameterSetName = ByPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByUrl, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByPrediction, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByResult)]
    [Parameter(ParameterSetName = ByImage)]
    [Regions]
    [AllowNull]
    [AllowEmptyCollection]
    public RegionUpload[]? Region { get; set; }

    /// <summary>The unit of the regions: fractions of the width and height of the image, or pixels of the file. Default: Fraction.</summary>
    [Parameter]
    public RegionUnit RegionUnit { get; set; }

    /// <summary>The metadata of the image: up to 10 texts by key. Requires version 3.3.</summary>
    [Parameter(ParameterSetName = ByPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByUrl, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByPrediction, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByResult)]
    [Parameter(ParameterSetName = ByImage)]
    [Metadata]
    [AllowNull]
    public IDictionary? Metadata { get; set; }

    /// <summary>Applies the tag that has the name of the file's folder.</summary>
    [Parameter]
    public SwitchParameter TagFromFolder { get; set; }

    /// <summary>Creates tags that are specified by name and don't exist.</summary>
    [Parameter]
    public SwitchParameter CreateTag { get; set; }

    /// <summary>
    /// Turns, scales and encodes each image as JPEG before it is sent, to the size that the service keeps. Needs the
    /// CustomVision.LocalService module.
    /// </summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [Parameter(ParameterSetName = ByResult)]
    public SwitchParameter Resize { get; set; }

    /// <summary>
    /// Adds the tags to images that the project already has. Without this switch, the service keeps such images as they are.
    /// </summary>
    [Parameter]
    public SwitchParameter TagDuplicate { get; set; }

    /// <summary>The maximum number of images in one request, from 1 to 64. Default: 64.</summary>
    [Parameter]
    [ValidateRange(1, ImageUploaderOptions.LargestBatch)]
    public int BatchSize { get; set; } = Defaults.BatchSize;

    /// <summary>
    /// The maximum size of the images in one request, from 1 MB to 50 MB. Default: 32 MB. The service times out at about 55 MB.
    /// </summary>
    [Parameter]
    [ValidateRange(MegaByte, 50 * MegaByte)]
    public long BatchBytes { get; set; } = Defaults.BatchBytes;

    /// <summary>
    /// A file that records which images the service has stored. A second run with the same file sends only the images that the
    /// project doesn't have, and returns a result for each input.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <summary>The name, without $, of the variable for the summary of the upload.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SummaryVariable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        row++;
        foreach (var tag in TagId)
            if (tag.Id is { } id)
                tagNames[id] = tag.Name ?? KnownNames.Find(id) ?? tag.ToString();
        foreach (var region in Region ?? [])
            if (region.TagId is { } regionTag)
                tagNames[regionTag] = region.TagName ?? KnownNames.Find(regionTag) ?? regionTag.ToString();
        if (Region?.FirstOrDefault(region => region.TagId is null && region.TagName is null) is { } untagged)
            ThrowTerminatingError(Errors.BadArgument(new ArgumentException($"The region {untagged.Box} has no tag. A region has Tag, Left, Top, Width and Height."), untagged));
        foreach (var input in GetInputs())
        {
            if (TagFromFolder && input.Source != ImageSource.File)
                ThrowTerminatingError(Errors.BadArgument(
                    new ArgumentException("-TagFromFolder requires files. URLs, stored predictions and images of a project have no folder. Specify the tags with -Tag."),
                    UrlText.HideQueries(input.Path)));
            var upload = input with
            {
                TagIds = [.. TagId.Where(tag => tag.Id is not null).Select(tag => tag.Id!.Value)],
                TagNames = TagNames(input),
                Regions = Region ?? [],
                RegionUnit = RegionUnit,
                Metadata = MetadataAttribute.ToDictionary(Metadata),
            };
            if (ShouldProcess(UrlText.HideQueries(upload.Path), $"Upload to project {ProjectId.Quoted}{DescribeTags(upload)}"))
                Enqueue(upload);
        }
    }

    private string DescribeTags(ImageUpload upload)
    {
        var names = upload.TagIds.Select(id => $"'{tagNames[id]}'")
            .Concat(upload.TagNames.Select(name => MustCreate(name) ? $"'{name}' (created first)" : $"'{name}'"))
            .ToList();
        var regions = upload.Regions.Count switch
        {
            0 => "",
            1 => $"{(names.Count == 0 ? " with" : " and")} 1 region",
            var count => $"{(names.Count == 0 ? " with" : " and")} {count} regions",
        };
        return (names.Count == 0 ? "" : $" with {(names.Count == 1 ? "tag" : "tags")} {string.Join(", ", names)}") + regions;
    }

    // Without -WhatIf, the uploader reads the tags itself.
    private bool MustCreate(string name)
    {
        var isWhatIf = MyInvocation.BoundParameters.TryGetValue("WhatIf", out var value) ? value : GetVariableValue("WhatIfPreference");
        if (!CreateTag || !LanguagePrimitives.IsTrue(isWhatIf))
            return false;
        existingTags ??= RunForAll(ProjectId.Target, async token =>
        {
            var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
            return new HashSet<string>((await Client.GetTagsAsync(projectId, cancellation: token).ConfigureAwait(false)).Tags.Select(tag => tag.Name ?? ""));
        });
        return !existingTags.Contains(name);
    }

    private protected override object? Target => ProjectId.Target;

    private IEnumerable<ImageUpload> GetInputs() => ParameterSetName switch
    {
        ByUrl => (Url ?? [null]).Select(url => string.IsNullOrWhiteSpace(url) ? BlankRow("Url") : new ImageUpload(url!, []) { Source = ImageSource.Url }),
        ByImage => [new ImageUpload(Image.OriginalImageUri ?? "", []) { Source = ImageSource.Url }],
        ByPrediction => PredictionId.Select(id => new ImageUpload(id.ToString(), []) { Source = ImageSource.Prediction }),
        ByResult => [new ImageUpload(Prediction.Path ?? "", []) { Source = IsUrl(Prediction.Path) ? ImageSource.Url : ImageSource.File }],
        ByLiteralPath => (LiteralPath ?? [null]).Select(path => string.IsNullOrWhiteSpace(path) ? BlankRow("LiteralPath") : new ImageUpload(FilePaths.ResolveLiteral(this, path!), [])),
        _ => (Path ?? [null]).SelectMany<string?, ImageUpload>(path =>
            string.IsNullOrWhiteSpace(path) ? [BlankRow("Path")] : FilePaths.Resolve(this, path!).Select(file => new ImageUpload(file, []))),
    };

    private ImageUpload BlankRow(string property) => new($"row {row}", []) { Problem = $"The {property} of row {row} of the input is empty." };

    private static bool IsUrl(string? path) => Uri.TryCreate(path, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https");

    private string[] TagNames(ImageUpload upload)
    {
        var names = Tag.Where(name => !string.IsNullOrWhiteSpace(name)) // A cell of a CSV file can be empty.
            .Concat(TagId.Where(tag => tag.Id is null).Select(tag => tag.Name!));
        return TagFromFolder && upload.Problem is null
            ? [.. names, System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(upload.Path)) ?? ""]
            : [.. names];
    }

    private protected override ImageWork Prepare()
    {
        var projectId = RunForAll(ProjectId.Target, token => Names.ProjectAsync(ProjectId, token));
        var options = new ImageUploaderOptions
        {
            BatchSize = BatchSize,
            BatchBytes = BatchBytes,
            CreateTags = CreateTag,
            TagDuplicates = TagDuplicate,
            Resizer = LoadResizer(Resize),
            JournalPath = Journal is null ? null : GetUnresolvedProviderPathFromPSPath(Journal),
        };
        try
        {
            uploader = new ImageUploader(TrainingService, projectId, WriteAsync, options);
            return new ImageWork("Uploading images", uploader.Counters, uploader.UploadAsync, uploader);
        }
        catch (UploadJournalException exception)
        {
            ThrowTerminatingError(Errors.BadJournal(exception, Journal));
            throw;
        }
    }

    private protected override ErrorRecord? CreateError(Exception exception) =>
        exception is UploadJournalException journalException ? Errors.BadJournal(journalException, Journal) : base.CreateError(exception);

    private protected override void OnCompleted()
    {
        if (SummaryVariable is not null)
            SessionState.PSVariable.Set(SummaryVariable, uploader!.Counters.Summary());
    }

    private async Task WriteAsync(ImageCreateResult result)
    {
        result.TagNames = string.Join(", ", result.TagId.Where(tagNames.ContainsKey).Select(id => tagNames[id]).Concat(result.Tag).Distinct());
        foreach (var label in result.Image?.Tags ?? [])
            label.TagName = KnownNames.Find(label.TagId);
        foreach (var region in result.Image?.Regions ?? [])
            region.TagName ??= KnownNames.Find(region.TagId);
        await WriteResultAsync(result, result.IsStored && result.Error is null ? null : Errors.From(result)).ConfigureAwait(false);
        if (result is { Status: ImageStatus.OK, Message: not null })
            await OnPipelineAsync(() => WriteWarning($"{UrlText.HideQueries(result.Path)}: {result.Message}")).ConfigureAwait(false);
    }
}
