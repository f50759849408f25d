using CustomVision.PowerShell.Binding;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>The base class of cmdlets that write something of an iteration to a file and show how far they are.</summary>
public abstract class IterationFileCommand : IterationCommand
{
    private TrainingProgressBar? progress;
    private string target = "";

    private protected IterationFileCommand()
    {
    }

    /// <summary>The folder for the file, or the path of the file with its extension. Default: the current folder.</summary>
    [Parameter]
    [Alias("Path", "OutFile")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>Replaces an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The extension of the file, such as .zip.</summary>
    private protected abstract string Extension { get; }

    /// <summary>What the cmdlet does with the iteration, for -WhatIf.</summary>
    private protected abstract string Action { get; }

    /// <summary>The activity that the progress bar shows.</summary>
    private protected abstract string Activity { get; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => target = FilePaths.RequireDestination(this, Destination, "path");

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var iteration = ParameterSetName == ByIteration ? NameOrId.FromId(InputObject.Id, InputObject.Name) : IterationId;
        if (!ShouldProcess(iteration is null ? $"the last iteration of project {ProjectId.Quoted}" : $"iteration {iteration.Quoted}", Action))
            return;
        progress = TrainingProgressBar.ForActivity(this, Activity);
        try
        {
            base.ProcessRecord();
        }
        finally
        {
            CloseProgress();
        }
    }

    private protected override void CloseProgress() => progress?.Close();

    /// <summary>Shows a step in the progress bar. For use in an asynchronous body.</summary>
    private protected Task ShowAsync(string step) => progress is { } bar ? OnPipelineAsync(() => bar.Show(step)) : Task.CompletedTask;

    /// <summary>The path of the file, with its parts as its name if -Destination is a folder. Writes an error and returns null if it exists.</summary>
    private protected async Task<string?> FindPathAsync(params string?[] parts)
    {
        var path = target;
        if (!target.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            var name = string.Join(".", parts.Where(part => !string.IsNullOrEmpty(part)));
            foreach (var invalid in System.IO.Path.GetInvalidFileNameChars())
                name = name.Replace(invalid, '_');
            path = System.IO.Path.Combine(target, name + Extension);
        }

        if (Force || !File.Exists(path))
            return path;
        await OnPipelineAsync(() => WriteError(Errors.FileExists(path))).ConfigureAwait(false);
        return null;
    }

    /// <summary>Writes the file and removes the progress bar. Writes an error and returns null if the file can't be written.</summary>
    private protected async Task<T?> TrySaveAsync<T>(string path, Func<Task<T>> save)
        where T : class
    {
        try
        {
            var saved = await save().ConfigureAwait(false);
            await OnPipelineAsync(CloseProgress).ConfigureAwait(false); // Otherwise the progress bar would appear between the lines of the output.
            return saved;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            await OnPipelineAsync(() => WriteError(Errors.FileNotWritten(cause, path))).ConfigureAwait(false);
            return null;
        }
    }
}
