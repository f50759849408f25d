namespace CustomVision.LocalService.Api;

/// <summary>The newest requests to the API, for tests to assert on what the service received.</summary>
internal sealed class RequestLog
{
    private const int Capacity = 10_000;

    private readonly Queue<RequestRecord> records = new();
    private readonly Lock gate = new();

    public void Add(RequestRecord record)
    {
        lock (gate)
        {
            if (records.Count == Capacity)
                records.Dequeue();
            records.Enqueue(record);
        }
    }

    /// <summary>Oldest first.</summary>
    public RequestRecord[] ToArray()
    {
        lock (gate)
            return [.. records];
    }

    public void Clear()
    {
        lock (gate)
            records.Clear();
    }
}
