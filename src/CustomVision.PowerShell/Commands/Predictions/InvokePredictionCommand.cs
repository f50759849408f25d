using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Predicting;

namespace CustomVision.PowerShell.Commands.Predictions;

/// <summary>
/// Predicts the tags of images. Every input comes out exactly once, in input order, as one ImagePredictionResult; what
/// failed is an error besides.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "CVPrediction", DefaultParameterSetName = ByPath)]
[OutputType(typeof(ImagePredictionResult))]
public sealed class InvokePredictionCommand : ImageCommand<ImageToPredict>
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByUrl = "Url";

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

    /// <summary>The project, by its name or id, or as Get-CVProject gives it. A name takes a connection to the training service.</summary>
    [Parameter(Mandatory = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The iteration that predicts, by its name or id, or as Get-CVIteration gives it. Default: the project's default.</summary>
    [Parameter]
    [Alias("Iteration")]
    [NameOrId("iteration", "Get-CVIteration")]
    [ArgumentCompleter(typeof(IterationCompleter))]
    public NameOrId? IterationId { get; set; }

    /// <summary>A name that the service keeps with the predictions, by which Get-CVPrediction finds them. Default: none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Application { get; set; }

    private protected override object? Target => ProjectId.Target;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var image in Given())
            HandIn(image);
    }

    private protected override ImageWork Prepare()
    {
        var service = PredictionClient; // a missing connection is said before anything is asked
        var (projectId, iterationId) = FindIds();
        var predictor = new ImagePredictor(
            service,
            projectId,
            result => WriteResultAsync(result, result.IsPredicted ? null : Errors.From(result)),
            Sending(new ImagePredictorOptions { IterationId = iterationId, Application = Application }),
            TellAsync);
        return new ImageWork("Predicting images", predictor.Counters, predictor.PredictAsync);
    }

    // Ids need no training service: whoever only predicts may have no key for it.
    private (Guid ProjectId, Guid? IterationId) FindIds() =>
        ProjectId.Id is { } project && (IterationId is null || IterationId.Id is not null)
            ? (project, IterationId?.Id)
            : RunForAll(ProjectId.Target, async token =>
            {
                var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
                return (projectId, await Names.OptionalIterationAsync(projectId, IterationId, token).ConfigureAwait(false));
            });

    private IEnumerable<ImageToPredict> Given() => ParameterSetName switch
    {
        ByUrl => Url.Select(url => new ImageToPredict(url, IsUrl: true)),
        ByLiteralPath => LiteralPath.Select(given => new ImageToPredict(FilePaths.Literal(this, given))),
        _ => Path.SelectMany(given => FilePaths.Matching(this, given)).Select(file => new ImageToPredict(file)),
    };
}
