using CustomVision.Annotations;
using CustomVision.Uploads;

namespace CustomVision.PowerShell.Commands.Annotations;

/// <summary>Reads annotation files and returns one AnnotatedImage per image, in file order, for Add-CVTrainingImage.</summary>
[Cmdlet(VerbsData.Import, "CVAnnotation", DefaultParameterSetName = ByPath)]
[OutputType(typeof(AnnotatedImage))]
public sealed class ImportAnnotationCommand : PSCmdlet, IDisposable
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    private readonly CancellationTokenSource stop = new();

    /// <summary>The annotation files or folders. Wildcards are accepted.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The annotation files or folders by their exact paths. Objects from Get-ChildItem bind by PSPath.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The format. Default: recognized by the content.</summary>
    [Parameter]
    public AnnotationFormat? Format { get; set; }

    /// <summary>The folder that the paths of the images are relative to. Default: folders beside the annotation file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ImageFolder { get; set; }

    /// <summary>Returns images whose files don't exist as well.</summary>
    [Parameter]
    public SwitchParameter AllowMissingImage { get; set; }

    /// <summary>Returns boxes that enclose crowds of objects as well.</summary>
    [Parameter]
    public SwitchParameter IncludeCrowd { get; set; }

    /// <summary>How boxes relate to images that their EXIF data rotate. Default: Auto.</summary>
    [Parameter]
    public BoxOrientation BoxOrientation { get; set; }

    /// <summary>The unit of the boxes in CSV files. Default: fractions, unless a value exceeds 1.5.</summary>
    [Parameter]
    public RegionUnit? RegionUnit { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var options = new AnnotationReaderOptions
        {
            Format = Format,
            ImageFolder = ImageFolder is null ? null : FilePaths.ResolveLiteral(this, ImageFolder),
            AllowMissingImages = AllowMissingImage,
            IncludeCrowds = IncludeCrowd,
            Orientation = BoxOrientation,
            RegionUnit = RegionUnit,
        };
        foreach (var file in ParameterSetName == ByLiteralPath ? LiteralPath.Select(path => FilePaths.ResolveLiteral(this, path)) : Path.SelectMany(path => FilePaths.Resolve(this, path)))
            Read(file, options);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => stop.Cancel();

    /// <summary>PowerShell calls this method when the pipeline has ended.</summary>
    public void Dispose() => stop.Dispose();

    private void Read(string file, AnnotationReaderOptions options)
    {
        try
        {
            foreach (var image in AnnotationReader.Read(file, options, WriteProblem, stop.Token))
                WriteObject(image);
        }
        catch (AnnotationException exception)
        {
            WriteError(Errors.BadAnnotationFile(exception, file));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private void WriteProblem(AnnotationProblem problem)
    {
        if (problem.IsError)
            WriteError(Errors.From(problem));
        else
            WriteWarning(problem.Message);
    }
}
