using System.Globalization;
using System.Text;

namespace CustomVision.Http;

/// <summary>Builds a relative address. Values are escaped; parameters whose value is null are left out.</summary>
internal sealed class RelativeUri(string path)
{
    private readonly StringBuilder text = new(path);
    private bool hasQuery;

    public RelativeUri With(string name, string? value)
    {
        if (value is null)
            return this;
        text.Append(hasQuery ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        hasQuery = true;
        return this;
    }

    public RelativeUri With(string name, Guid? value) => With(name, value?.ToString());

    public RelativeUri With(string name, int value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    public RelativeUri With(string name, double? value) => With(name, value?.ToString("R", CultureInfo.InvariantCulture));

    public RelativeUri With(string name, DateTimeOffset? value) =>
        With(name, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));

    /// <summary>Adds the parameter with comma-separated values; nothing when there are none.</summary>
    public RelativeUri WithList(string name, IReadOnlyList<Guid> values) => WithList(name, [.. values.Select(value => value.ToString())]);

    /// <inheritdoc cref="WithList(string, IReadOnlyList{Guid})"/>
    public RelativeUri WithList(string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return this;
        text.Append(hasQuery ? '&' : '?').Append(name).Append('=').Append(string.Join(",", values.Select(Uri.EscapeDataString)));
        hasQuery = true;
        return this;
    }

    /// <summary>Adds the parameter once per value.</summary>
    public RelativeUri WithEach(string name, IEnumerable<Guid> values)
    {
        foreach (var value in values)
            With(name, value);
        return this;
    }

    public override string ToString() => text.ToString();
}
