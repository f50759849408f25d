using System.Globalization;
using System.Text.Json;

namespace CustomVision.Annotations;

/// <summary>
/// Reads a JSON object whose members are long arrays, element by element. Only one element is in memory at a time.
/// </summary>
internal sealed class JsonSections(Stream file, IReadOnlyList<string> sections) : IDisposable
{
    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private byte[] buffer = new byte[128 * 1024];
    private int start;
    private int end;
    private bool isFinal;
    private bool hasStarted;
    private JsonReaderState state = new(Options);
    private string? section;

    /// <summary>Reads the next element of one of the sections.</summary>
    /// <returns>The name of the section, and the element, which the caller disposes. Null at the end.</returns>
    /// <exception cref="JsonException">The file isn't a JSON object.</exception>
    public (string Section, JsonDocument Element)? Read()
    {
        if (!hasStarted)
        {
            hasStarted = true;
            Fill();
            if (end >= 3 && buffer[0] == 0xEF && buffer[1] == 0xBB && buffer[2] == 0xBF)
                start = 3; // the mark of UTF-8
        }

        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isFinal, state);
            if (Advance(ref reader, out var element) is not { } isDone)
            {
                if (isFinal)
                    throw new JsonException("The JSON text ends too early.");
                Fill();
                continue;
            }

            Commit(ref reader);
            if (element is not null)
                return (section!, element);
            if (isDone)
                return null;
        }
    }

    public void Dispose() => file.Dispose();

    // One step: an element, a member that is skipped, or the start or end of a section. Null if the buffer ends before.
    private bool? Advance(ref Utf8JsonReader reader, out JsonDocument? element)
    {
        element = null;
        if (!reader.Read())
            return isFinal ? true : null;
        if (section is not null)
        {
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                section = null;
                return false;
            }

            return JsonDocument.TryParseValue(ref reader, out element) ? false : null;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when reader.CurrentDepth == 0:
                return false;
            case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                return true;
            case JsonTokenType.PropertyName:
                var name = FindSection(ref reader);
                if (!reader.Read())
                    return null;
                if (name is not null && reader.TokenType == JsonTokenType.StartArray)
                {
                    section = name;
                    return false;
                }

                return reader.TrySkip() ? false : null;
            default:
                throw new JsonException("The file doesn't contain a JSON object.");
        }
    }

    private string? FindSection(ref Utf8JsonReader reader)
    {
        foreach (var name in sections)
            if (reader.ValueTextEquals(name))
                return name;
        return null;
    }

    private void Commit(ref Utf8JsonReader reader)
    {
        start += (int)reader.BytesConsumed;
        state = reader.CurrentState;
    }

    private void Fill()
    {
        if (start > 0)
        {
            Buffer.BlockCopy(buffer, start, buffer, 0, end - start);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
            Array.Resize(ref buffer, checked(buffer.Length * 2));
        var read = file.Read(buffer, end, buffer.Length - end);
        end += read;
        isFinal = read == 0;
    }
}

/// <summary>Reads values of annotations, which tools write in various types.</summary>
internal static class JsonValues
{
    public static JsonElement? Member(this JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Another member has a name that is half of a character.
        }
    }

    /// <summary>A text, or a number as text, which is the same for 1 and 1.0. Null for other values.</summary>
    public static string? Text(this JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } text => String(text),
        { ValueKind: JsonValueKind.Number } number => number.TryGetDecimal(out var value) ? value.ToString("G29", CultureInfo.InvariantCulture) : number.GetRawText(),
        _ => null,
    };

    /// <summary>A number, or a number as text, such as "400px". Null for other values.</summary>
    public static double? Number(this JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { ValueKind: JsonValueKind.String } text => NumberText.Parse(String(text)?.Replace("px", "")),
        _ => null,
    };

    /// <summary>Whether a flag is set: 1, true, or one of them as text.</summary>
    public static bool Flag(this JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble() != 0,
        { ValueKind: JsonValueKind.String } text => String(text)?.Trim() is "1" or "true" or "True",
        _ => false,
    };

    // Half of a character, which the escapes of JSON can express, is no text.
    private static string? String(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The numbers of nested arrays, in order.</summary>
    public static IEnumerable<double> Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Numbers),
        JsonValueKind.Number => [element.GetDouble()],
        JsonValueKind.String when Number(element) is { } number => [number],
        _ => [],
    };
}
