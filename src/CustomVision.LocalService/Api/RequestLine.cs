using System.Collections;
using System.Globalization;

namespace CustomVision.LocalService.Api;

/// <summary>A request as an entry of the log.</summary>
internal sealed class RequestLine(RequestRecord record) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] values =
    [
        new("method", record.Method),
        new("path", record.Path),
        new("operation", record.Operation),
        new("status", record.Status),
        new("durationMs", record.DurationMs),
        new("requestBytes", record.RequestBytes),
        new("responseBytes", record.ResponseBytes),
        new("imageCount", record.ImageCount),
        new("faults", record.Faults),
    ];

    public int Count => values.Length;

    public KeyValuePair<string, object?> this[int index] => values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{record.Method} {record.Path} {record.Operation ?? "-"} {record.Status?.ToString(CultureInfo.InvariantCulture) ?? "-"}");
}
