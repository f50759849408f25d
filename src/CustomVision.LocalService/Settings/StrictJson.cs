using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace CustomVision.LocalService.Settings;

/// <summary>
/// Reads a strict contract and checks the values by its <see cref="ValidationAttribute"/>s. An error names the member and what is
/// allowed, which the messages of the serializer don't.
/// </summary>
internal static partial class StrictJson
{
    private const int MaxNameLength = 100;

    /// <param name="what">What the object is, with its article: "a fault rule".</param>
    /// <exception cref="FormatException">The JSON is malformed or doesn't fit the contract.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type, string what)
        where T : class
    {
        T? value;
        try
        {
            value = JsonSerializer.Deserialize(json.Span, type);
        }
        catch (JsonException error)
        {
            throw new FormatException(Explain(error, type, what), error);
        }
        Validate(value ?? throw new FormatException($"{Capitalize(what)} must be a JSON object."), type);
        return value;
    }

    private static void Validate(object value, JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            var content = member.Get?.Invoke(value);
            if (content is not null && !Validations(member).All(validation => validation.IsValid(content)))
                throw new FormatException($"{member.Name} must be {Describe(member)}.");
            if (content is not null && type.Options.GetTypeInfo(member.PropertyType) is { Kind: JsonTypeInfoKind.Object } nested)
                Validate(content, nested);
        }
    }

    private static string Explain(JsonException error, JsonTypeInfo type, string what)
    {
        JsonPropertyInfo? member = null;
        foreach (Match step in PathStep().Matches(error.Path ?? ""))
        {
            var name = step.Groups[1].Value + step.Groups[2].Value;
            member = type.Properties.FirstOrDefault(property => property.Name == name);
            if (member is null)
                return $"{(name.Length <= MaxNameLength ? name : name[..MaxNameLength])} is not a member of {what}. "
                    + $"The members are {string.Join(", ", type.Properties.Select(property => property.Name))}.";
            type = type.Options.GetTypeInfo(member.PropertyType);
        }
        // The serializer reports a member that appears twice at the same place as one with a wrong value.
        return member is null
            ? $"{Capitalize(what)} must be a JSON object{(error.InnerException is JsonException syntax ? $": {syntax.Message}" : ".")}"
            : $"{member.Name} must be {Describe(member)}, and may appear only once.";
    }

    private static string Describe(JsonPropertyInfo member)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        return Validations(member).FirstOrDefault() switch
        {
            RangeAttribute range => string.Create(
                CultureInfo.InvariantCulture, $"a {(type == typeof(int) ? "whole number" : "number")} from {range.Minimum} to {range.Maximum}"),
            StringLengthAttribute length => $"a string of {length.MinimumLength} to {length.MaximumLength} characters",
            _ when type == typeof(bool) => "true or false",
            _ when type.IsEnum => string.Join(
                " or ", Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.Serialize(value, member.Options.GetTypeInfo(type)).Trim('"'))),
            _ => $"a JSON object with the members {string.Join(", ", member.Options.GetTypeInfo(type).Properties
                .Select(property => property.IsRequired ? $"{property.Name} (required)" : property.Name))}",
        };
    }

    private static IEnumerable<ValidationAttribute> Validations(JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(inherit: true).OfType<ValidationAttribute>() ?? [];

    private static string Capitalize(string what) => $"{char.ToUpperInvariant(what[0])}{what[1..]}";

    /// <summary>One step of a path such as $.training.mode, or $['a name'] where the name has special characters.</summary>
    [GeneratedRegex(@"\.([^.\[]+)|\['(.*?)'\]")]
    private static partial Regex PathStep();
}
