using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace CustomVision.LocalService.Hosting;

/// <summary>Writes each entry of the log as one line of JSON: time, level, source, message, its values by name, and the error if any.</summary>
internal sealed class JsonLines(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "json-lines";

    // Names of the entry itself, which no value may take.
    private static readonly string[] Reserved = ["time", "level", "source", "message", "error", "{OriginalFormat}"];
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Compact))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow().UtcDateTime);
            json.WriteString("level", JsonNamingPolicy.CamelCase.ConvertName(entry.LogLevel.ToString()));
            json.WriteString("source", entry.Category[(entry.Category.LastIndexOf('.') + 1)..]);
            json.WriteString("message", entry.Formatter(entry.State, entry.Exception));
            if (entry.State is IReadOnlyList<KeyValuePair<string, object?>> values)
                WriteValues(json, values);
            if (entry.Exception is { } error)
                json.WriteString("error", error.ToString());
            json.WriteEndObject();
        }
        textWriter.Write(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
        textWriter.Write('\n');
    }

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        // A message may name a value twice.
        var written = new HashSet<string>(Reserved);
        foreach (var (given, value) in values)
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(given);
            if (value is null || !written.Add(name))
                continue;
            switch (value)
            {
                case int number:
                    json.WriteNumber(name, number);
                    break;
                case long number:
                    json.WriteNumber(name, number);
                    break;
                case double number when double.IsFinite(number):
                    json.WriteNumber(name, number);
                    break;
                case int[] numbers:
                    json.WriteStartArray(name);
                    foreach (var number in numbers)
                        json.WriteNumberValue(number);
                    json.WriteEndArray();
                    break;
                default:
                    json.WriteString(name, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                    break;
            }
        }
    }
}
