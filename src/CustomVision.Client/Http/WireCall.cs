namespace CustomVision.Http;

/// <summary>One call of an operation in the words of one version of the API: what to send and how to read the answer.</summary>
/// <param name="Operation">The name of the operation in the published API.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path and query, relative to the endpoint.</param>
/// <param name="Read">Reads the body of a successful answer.</param>
internal sealed record WireCall<T>(string Operation, HttpMethod Method, string Path, Func<byte[], T> Read)
{
    /// <summary>Makes the body; once for each time the call is sent.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Whether a good answer holds keys: then no message quotes any of it.</summary>
    public bool AnswerHoldsKeys { get; init; }
}
