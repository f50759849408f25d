using System.Collections;
using System.Management.Automation.Language;
using CustomVision.Http;
using CustomVision.PowerShell.LocalServices;

namespace CustomVision.PowerShell.Completion;

/// <summary>Completes words that are known without asking anyone. They help; others can be given too.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    private readonly IEnumerable<(string Word, string ToolTip)> words;

    private protected WordCompleter(IEnumerable<(string Word, string ToolTip)> words) => this.words = words;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var begun = (wordToComplete ?? "").Trim('\'', '"');
        return words
            .Where(word => word.Word.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .Select(word => new CompletionResult(word.Word, word.Word, CompletionResultType.ParameterValue, word.ToolTip));
    }
}

/// <summary>Completes the names of operations.</summary>
public sealed class OperationCompleter() : WordCompleter(OperationNames.All.Select(name => (name, $"Operation {name}")));

/// <summary>Completes the addresses of the local services that this process has started.</summary>
public sealed class LocalEndpointCompleter() : WordCompleter(
    OwnServices.Running().Select(service => ($"{service.Endpoint}", $"Local service, process {service.ProcessId}")));

/// <summary>Completes HTTP statuses that clients meet.</summary>
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

/// <summary>Completes codes of the service's own errors that clients meet.</summary>
public sealed class ServiceCodeCompleter() : WordCompleter(
[
    ("BadRequest", "The request is wrong in some way; status 400"),
    ("BadRequestExceedProjectLimit", "There are as many projects as the subscription allows; status 400"),
    ("BadRequestExceededQuota", "A quota is used up; status 400"),
    ("BadRequestImageBatch", "The images of a request cannot be used; status 400"),
    ("BadRequestTrainingAlreadyInProgress", "The project is being trained; status 400"),
    ("BadRequestTrainingNotNeeded", "Nothing has changed since the last training; status 400"),
    ("ErrorUnknown", "Something went wrong in the service; status 500"),
    ("NotFoundImage", "There is no such image; status 404"),
    ("NotFoundIteration", "There is no such iteration; status 404"),
    ("NotFoundProject", "There is no such project; status 404"),
    ("NotFoundProjectDefaultIteration", "The project has no default iteration; status 404"),
    ("NotFoundTag", "There is no such tag; status 404"),
]);
