using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomVision.LocalService.Api.Models;

/// <summary>
/// Times as 1.0 was recorded to write them: UTC with Z and milliseconds, 2017-05-18T19:47:30.093Z. Whether it drops trailing
/// zeros is not known; three digits always is what every parser reads.
/// </summary>
internal sealed class WireTime : JsonConverter<DateTimeOffset>
{
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));
}
