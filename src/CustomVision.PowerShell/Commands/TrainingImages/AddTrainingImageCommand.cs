using System.Threading.Channels;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.Uploading;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>
/// Uploads training pictures. Every input comes out exactly once, in input order, as one ImageCreateResult; what failed
/// is an error besides.
/// </summary>
[Cmdlet(VerbsCommon.Add, "CVTrainingImage", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(ImageCreateResult))]
public sealed class AddTrainingImageCommand : ServiceCommand
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    // A batch that gathers while another is under way.
    private readonly Channel<string> input = Channel.CreateBounded<string>(ImageUploaderOptions.LargestBatch);
    private int handedIn;
    private bool started;

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

    /// <summary>The project to upload to, by its id or as Get-CVProject gives it.</summary>
    [Parameter(Mandatory = true)]
    [Id("project", "Get-CVProject")]
    public Guid ProjectId { get; set; }

    /// <summary>The tags to put on each picture, by their ids or as Get-CVTag gives them. Default: none.</summary>
    [Parameter]
    [Id("tag", "Get-CVTag")]
    public Guid[] TagId { get; set; } = [];

    /// <summary>The most pictures in one request, 1 to 64. Default: 64.</summary>
    [Parameter]
    [ValidateRange(1, ImageUploaderOptions.LargestBatch)]
    public int BatchSize { get; set; } = ImageUploaderOptions.LargestBatch;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var literal = ParameterSetName == ByLiteralPath;
        foreach (var given in literal ? LiteralPath : Path)
            foreach (var file in literal ? [FilePaths.Literal(this, given)] : FilePaths.Matching(this, given))
                if (ShouldProcess(file, $"Upload to project {ProjectId}"))
                    HandIn(file);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        input.Writer.TryComplete();
        if (started)
            FinishUpload();
    }

    private void HandIn(string file)
    {
        if (!started)
            StartUpload();
        handedIn++;
        if (!input.Writer.TryWrite(file))
        {
            var writing = input.Writer.WriteAsync(file).AsTask();
            PumpUntil(writing);
            if (!writing.IsCompleted || writing.IsFaulted)
                FinishUpload(); // ended early: this throws
        }

        WriteBacklog();
    }

    private void StartUpload()
    {
        var uploader = new ImageUploader(Client, ProjectId, TagId, WriteResultAsync, new ImageUploaderOptions { BatchSize = BatchSize });
        Start(token => uploader.UploadAsync(input.Reader, token));
        started = true;
    }

    private void FinishUpload()
    {
        try
        {
            Finish();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (UploadAbandonedException ended)
        {
            object target = ended.InnerException is ServiceErrorException { ServiceCode: "NotFoundTag" } ? TagId : ProjectId;
            ThrowTerminatingError(Errors.Abandoned(ended, target, handedIn));
        }
    }

    private Task WriteResultAsync(ImageCreateResult result) => OnPipelineAsync(() =>
    {
        WriteObject(result);
        if (!result.IsStored)
            WriteError(Errors.From(result));
    });
}
