using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Predictions;

namespace CustomVision.PowerShell.Commands.Predictions;

/// <summary>
/// Predicts the tags of images and returns one ImagePredictionResult per input, in input order. Failures are also written as
/// non-terminating errors.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "CVPrediction", DefaultParameterSetName = ByPath)]
[OutputType(typeof(ImagePredictionResult))]
public sealed class InvokePredictionCommand : ImageCommand<ImageToPredict>
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByUrl = "Url";
    private const string ByImage = "Image";
    private const long LargestTrainingImage = 6 * 1024 * 1024;

    /// <summary>The files. Wildcards are accepted.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ImagePath]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files by their exact paths. Objects from Get-ChildItem bind by PSPath.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The URLs that the service fetches the images from.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByUrl, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Url { get; set; } = [];

    /// <summary>An image of a project, from Get-CVTrainingImage. The service fetches it from its URL.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByImage, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Image Image { get; set; } = null!;

    /// <summary>The project by name, by id, or as an object from Get-CVProject. Resolving a name needs the training key.</summary>
    [Parameter(Mandatory = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>
    /// The iteration that predicts by name, by id, or as an object from Get-CVIteration. Default: the only published iteration, or the
    /// default iteration of version 1.0. With -QuickTest: the iteration that was trained last.
    /// </summary>
    [Parameter]
    [Alias("Iteration")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId? IterationId { get; set; }

    /// <summary>The name under which the iteration is published. No other request is needed with the id of the project and this name.</summary>
    [Parameter]
    [Alias("PublishName")]
    [ValidateNotNullOrEmpty]
    public string? PublishedName { get; set; }

    /// <summary>Doesn't store the predictions and images in the service.</summary>
    [Parameter]
    public SwitchParameter NoStore { get; set; }

    /// <summary>Predicts through the training service, with an iteration that doesn't have to be published. Needs the training key.</summary>
    [Parameter]
    public SwitchParameter QuickTest { get; set; }

    /// <summary>
    /// Turns, scales and encodes each image as JPEG before it is sent, to the size that the service keeps. Needs the
    /// CustomVision.LocalService module.
    /// </summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter Resize { get; set; }

    /// <summary>The application name that the service stores with each prediction. Default: none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Application { get; set; }

    private protected override object? Target => ProjectId.Target;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var image in GetInputs())
            Enqueue(image);
    }

    private protected override ImageWork Prepare()
    {
        var service = QuickTest ? TrainingService : PredictionService; // A missing connection is reported first.
        var (projectId, options) = Resolve(service.Connection.Version.IsV1);
        var predictor = new ImagePredictor(
            service,
            projectId,
            result => WriteResultAsync(result, result.IsPredicted ? null : Errors.From(result)),
            new ImagePredictorOptions
            {
                Prediction = options with { Application = Application, Store = !NoStore },
                IsQuickTest = QuickTest,
                LargestImage = QuickTest ? LargestTrainingImage : new ImagePredictorOptions().LargestImage,
                Resizer = LoadResizer(Resize),
            });
        return new ImageWork("Predicting images", predictor.Counters, predictor.PredictAsync);
    }

    // Ids and a published name need no request, because a user who only predicts can be without a training key.
    private (Guid ProjectId, PredictionOptions Options) Resolve(bool isV1)
    {
        var needsName = !isV1 && !QuickTest && PublishedName is null;
        if (ProjectId.Id is { } project && !needsName && (IterationId is null || IterationId.Id is not null))
            return (project, new PredictionOptions { IterationId = IterationId?.Id, PublishedName = PublishedName });
        var found = RunForAll<(Guid, PredictionOptions?, IReadOnlyList<string>)>(ProjectId.Target, async token =>
        {
            var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
            var iterationId = await Names.OptionalIterationAsync(projectId, IterationId, token).ConfigureAwait(false);
            if (!needsName)
                return (projectId, new PredictionOptions { IterationId = iterationId, PublishedName = PublishedName }, []);
            var all = await Client.GetIterationsAsync(projectId, token).ConfigureAwait(false);
            string[] published = [.. all.Where(iteration => iterationId is null || iteration.Id == iterationId).Select(iteration => iteration.PublishName).OfType<string>()];
            return (projectId, published.Length == 1 ? new PredictionOptions { PublishedName = published[0] } : null, published);
        });
        if (found.Item2 is null)
            ThrowTerminatingError(Errors.NoPublishedIteration(ProjectId.Target, ProjectId.Quoted, found.Item3, IterationId?.Quoted));
        return (found.Item1, found.Item2!);
    }

    private IEnumerable<ImageToPredict> GetInputs() => ParameterSetName switch
    {
        ByImage => [new ImageToPredict(Image.OriginalImageUri ?? "", IsUrl: true)],
        ByUrl => Url.Select(url => new ImageToPredict(url, IsUrl: true)),
        ByLiteralPath => LiteralPath.Select(path => new ImageToPredict(FilePaths.ResolveLiteral(this, path))),
        _ => Path.SelectMany(path => FilePaths.Resolve(this, path)).Select(file => new ImageToPredict(file)),
    };
}
