using System.Collections;
using System.Management.Automation.Language;
using CustomVision.Api;
using CustomVision.PowerShell.LocalServices;

namespace CustomVision.PowerShell.Completion;

/// <summary>Completes values from a list. Other values are valid too.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    private readonly IEnumerable<(string Word, string ToolTip)> words;

    private protected WordCompleter(IEnumerable<(string Word, string ToolTip)> words) => this.words = words;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var prefix = (wordToComplete ?? "").Trim('\'', '"');
        return words
            .Where(word => word.Word.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(word => new CompletionResult(word.Word, word.Word, CompletionResultType.ParameterValue, word.ToolTip));
    }
}

/// <summary>Completes the names of operations.</summary>
public sealed class OperationCompleter() : WordCompleter(OperationNames.All.Select(name => (name, $"Operation {name}")));

/// <summary>Completes the names of operations and downloads, which faults can apply to.</summary>
public sealed class FaultOperationCompleter() : WordCompleter(
[
    .. OperationNames.All.Select(name => (name, $"Operation {name}")),
    ("DownloadImage", "Downloads of images from their links"),
    ("DownloadModel", "Downloads of exported models from their links"),
]);

/// <summary>Completes the addresses of the local services that this process started.</summary>
public sealed class LocalEndpointCompleter() : WordCompleter(
    StartedServices.Running().Select(service => ($"{service.Endpoint}", $"Local service, process {service.ProcessId}")));

/// <summary>Completes the platforms that iterations are exported for.</summary>
public sealed class ExportPlatformCompleter() : WordCompleter(
[
    ("ONNX", "ONNX Runtime, Windows ML"),
    ("TensorFlow", "TensorFlow, TensorFlow Lite"),
    ("CoreML", "iOS and macOS"),
    ("DockerFile", "A container for Linux, Windows or ARM"),
    ("OpenVino", "Intel OpenVINO; version 3.4-preview"),
    ("VAIDK", "Vision AI Developer Kit"),
]);

/// <summary>Completes the variants of platforms.</summary>
public sealed class ExportFlavorCompleter() : WordCompleter(
[
    ("Linux", "DockerFile for Linux"),
    ("Windows", "DockerFile for Windows"),
    ("ARM", "DockerFile for ARM"),
    ("ONNX10", "ONNX 1.0"),
    ("ONNX12", "ONNX 1.2"),
    ("TensorFlowNormal", "TensorFlow"),
    ("TensorFlowLite", "TensorFlow Lite"),
]);

/// <summary>Completes common HTTP statuses.</summary>
public sealed class StatusCompleter() : WordCompleter(
[
    ("400", "400 Bad Request"),
    ("401", "401 Access Denied"),
    ("403", "403 Forbidden"),
    ("404", "404 Not Found"),
    ("408", "408 Request Timeout"),
    ("413", "413 Payload Too Large"),
    ("429", "429 Too Many Requests"),
    ("500", "500 Internal Server Error"),
    ("502", "502 Bad Gateway"),
    ("503", "503 Service Unavailable"),
    ("504", "504 Gateway Timeout"),
]);

/// <summary>Completes common error codes of the service.</summary>
public sealed class ServiceCodeCompleter() : WordCompleter(
[
    ("BadRequest", "The request is invalid; status 400"),
    ("BadRequestExceedProjectLimit", "The account has too many projects; status 400"),
    ("BadRequestExceededQuota", "A quota is exceeded; status 400"),
    ("BadRequestImageBatch", "The images of the request are invalid; status 400"),
    ("BadRequestTrainingAlreadyInProgress", "The project is already being trained; status 400"),
    ("BadRequestTrainingNotNeeded", "Nothing has changed since the last training; status 400"),
    ("ErrorUnknown", "The service failed; status 500"),
    ("NotFoundImage", "The image does not exist; status 404"),
    ("NotFoundIteration", "The iteration does not exist; status 404"),
    ("NotFoundProject", "The project does not exist; status 404"),
    ("NotFoundProjectDefaultIteration", "The project has no default iteration; status 404"),
    ("NotFoundTag", "The tag does not exist; status 404"),
]);
