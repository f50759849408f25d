using System.IO.Enumeration;

namespace CustomVision.LocalService.Api;

/// <summary>The newest requests to the API, for tests to assert on what the service received.</summary>
internal sealed class RequestLog
{
    private const int Capacity = 10_000;

    private readonly Queue<RequestRecord> records = new();
    private readonly Lock gate = new();
    private long lastSequence;

    /// <summary>Gives the record its number.</summary>
    public void Add(RequestRecord record)
    {
        lock (gate)
        {
            record.Sequence = ++lastSequence;
            if (records.Count == Capacity)
                records.Dequeue();
            records.Enqueue(record);
        }
    }

    /// <summary>Oldest first.</summary>
    /// <param name="since">Only those with a higher number.</param>
    /// <param name="operation">Only those of operations that it covers, with * and ? as wildcards; null for all.</param>
    public RequestRecord[] ToArray(long since = 0, string? operation = null)
    {
        lock (gate)
            return
            [
                .. records.Where(record => record.Sequence > since
                    && (operation is null || (record.Operation is { } name && FileSystemName.MatchesSimpleExpression(operation, name)))),
            ];
    }

    /// <summary>Forgets the requests. Numbers go on, so that whoever asks for those since one misses none.</summary>
    public void Clear()
    {
        lock (gate)
            records.Clear();
    }

    /// <summary>Forgets them, and begins with number 1 again.</summary>
    public void Reset()
    {
        lock (gate)
        {
            records.Clear();
            lastSequence = 0;
        }
    }
}
