using System.Collections;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.ImageMetadata;

/// <summary>Sets metadata of images and returns one result per image, in input order. Keys that aren't specified keep their values.</summary>
[Cmdlet(VerbsCommon.Set, "CVImageMetadata", SupportsShouldProcess = true)]
[OutputType(typeof(ImageMetadataResult))]
public sealed class SetImageMetadataCommand : ServiceCommand
{
    private const int BatchSize = 64;
    private const int LargestMetadata = 10;

    private readonly List<(NameOrId Project, Guid ImageId, IReadOnlyDictionary<string, string> Metadata, string Key)> inputs = [];

    /// <summary>The project of the images by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The images by id or as objects from Get-CVTrainingImage.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("image", "Get-CVTrainingImage")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    [ValidateNotNullOrEmpty]
    public Guid[] ImageId { get; set; } = [];

    /// <summary>The texts by key: up to 10.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [Metadata]
    [ValidateNotNull]
    public IDictionary Metadata { get; set; } = new Hashtable();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var metadata = MetadataAttribute.ToDictionary(Metadata);
        if (metadata.Count is 0 or > LargestMetadata)
            ThrowTerminatingError(Errors.BadArgument(
                new ArgumentException($"An image has up to {LargestMetadata} texts of metadata. The specified metadata has {metadata.Count}."), Metadata));
        var text = string.Join(", ", metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} = '{pair.Value}'"));
        foreach (var id in ImageId)
            if (ShouldProcess($"image {id} of project {ProjectId.Quoted}", $"Set metadata {text}"))
                inputs.Add((ProjectId, id, metadata, text));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _ = Client; // A missing connection is reported first.
        for (var start = 0; start < inputs.Count;)
        {
            var first = inputs[start];
            var ids = inputs.Skip(start).TakeWhile(input => input.Project.Equals(first.Project) && input.Key == first.Key).Take(BatchSize).Select(input => input.ImageId).ToList();
            RunFor(first.Project.Target, async token =>
            {
                var projectId = await Names.ProjectAsync(first.Project, token).ConfigureAwait(false);
                await SetAsync(projectId, ids, first.Metadata, token).ConfigureAwait(false);
            });
            start += ids.Count;
        }
    }

    // A request that is rejected as a whole is split, so that one image that doesn't exist fails alone.
    private async Task SetAsync(Guid projectId, List<Guid> ids, IReadOnlyDictionary<string, string> metadata, CancellationToken token)
    {
        try
        {
            var statuses = await Client.UpdateImageMetadataAsync(projectId, [.. ids.Distinct()], metadata, token).ConfigureAwait(false);
            foreach (var id in ids)
                await WriteAsync(id, statuses.TryGetValue(id, out var status) ? status : ImageStatus.ErrorUnknown, null).ConfigureAwait(false);
        }
        catch (CustomVisionException failure) when (ids.Count > 1 && failure.Scope is FailureScope.Image or FailureScope.Request)
        {
            var half = ids.Count / 2;
            await SetAsync(projectId, ids.GetRange(0, half), metadata, token).ConfigureAwait(false);
            await SetAsync(projectId, ids.GetRange(half, ids.Count - half), metadata, token).ConfigureAwait(false);
        }
        catch (CustomVisionException failure) when (failure.Scope is FailureScope.Image or FailureScope.Request or FailureScope.Transient)
        {
            foreach (var id in ids)
                await WriteAsync(id, ImageStatus.ErrorRequest, failure).ConfigureAwait(false);
        }

        async Task WriteAsync(Guid id, string status, CustomVisionException? failure)
        {
            var result = new ImageMetadataResult
            {
                ImageId = id,
                ProjectId = projectId,
                Status = status,
                Metadata = metadata,
                Message = failure?.Message ?? MessageFor(status),
            };
            await this.WriteAsync(result).ConfigureAwait(false);
            if (!result.IsStored)
                await OnPipelineAsync(() => WriteError(Errors.From(result, failure))).ConfigureAwait(false);
        }
    }

    // The service sends a status without an explanation.
    private static string? MessageFor(string status) => status switch
    {
        ImageStatus.OK => null,
        "ErrorImageNotFound" => "The project has no such image.",
        ImageStatus.ErrorLimitExceed => "The image has reached the limit of 10 texts of metadata.",
        ImageStatus.ErrorUnknown => "The service gave no reason.",
        _ => $"The service rejected the metadata with status {status} and gave no reason.",
    };
}
