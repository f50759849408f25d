using System.Collections;
using System.Globalization;
using CustomVision.Models;
using CustomVision.Uploads;

namespace CustomVision.PowerShell.Binding;

/// <summary>
/// Converts values to regions: hashtables, objects and rows of CSV files with Tag, Left, Top, Width and Height; regions of images;
/// predictions with boxes; proposals; and boxes.
/// </summary>
internal static class RegionParser
{
    /// <summary>Converts a value, or each value of a list. Predictions of an image are several regions.</summary>
    /// <exception cref="ArgumentException">A value isn't a region.</exception>
    public static RegionUpload[] ParseAll(object? value)
    {
        var unwrapped = Unwrap(value);
        return unwrapped is IEnumerable list and not string and not IDictionary
            ? [.. list.Cast<object?>().SelectMany(ParseAll)]
            : unwrapped switch
            {
                null => [],
                // An empty cell of a table.
                string text when string.IsNullOrWhiteSpace(text) => [],
                ImagePredictionResult result => ParseAll(result.Predictions),
                ImagePrediction prediction => ParseAll(prediction.Predictions),
                Suggestion suggestion => ParseAll(suggestion.Predictions),
                Image image => ParseAll(image.Regions),
                // Predictions of a project for classification have no boxes.
                ImageTagPrediction { BoundingBox: null } => [],
                _ => [Parse(value!)],
            };
    }

    /// <exception cref="ArgumentException">The value isn't a region.</exception>
    public static RegionUpload Parse(object value) => Unwrap(value) switch
    {
        RegionUpload region => region,
        ImageRegion region => new RegionUpload { TagId = region.TagId, TagName = region.TagName, Box = region.GetBoundingBox() },
        ImageRegionCreateResult result => Parse(result.Region),
        ImageTagPrediction { BoundingBox: { } box } prediction => new RegionUpload { TagId = prediction.TagId, TagName = prediction.TagName, Box = box },
        RegionProposal proposal => new RegionUpload { Box = proposal.BoundingBox },
        BoundingBox box => new RegionUpload { Box = box },
        IDictionary table => Read(name => Find(table, name), value),
        _ => Read(name => PSObject.AsPSObject(value).Properties[name]?.Value, value),
    };

    private static RegionUpload Read(Func<string, object?> find, object value)
    {
        if (Unwrap(find("BoundingBox")) is { } inner)
        {
            var box = inner as BoundingBox ?? Parse(inner).Box;
            return WithTag(new RegionUpload { Box = box }, find);
        }

        return WithTag(
            new RegionUpload
            {
                Box = new BoundingBox
                {
                    Left = Number(find, "Left", value),
                    Top = Number(find, "Top", value),
                    Width = Number(find, "Width", value),
                    Height = Number(find, "Height", value),
                },
            },
            find);
    }

    private static RegionUpload WithTag(RegionUpload region, Func<string, object?> find)
    {
        var tag = ArgumentParser.Parse(find("TagId"), "tag") ?? ArgumentParser.Parse(find("Tag"), "tag") ?? ArgumentParser.Parse(find("TagName"), "tag");
        return region with { TagId = tag?.Id, TagName = tag?.Name };
    }

    private static double Number(Func<string, object?> find, string name, object value)
    {
        var text = Unwrap(find(name));
        return text switch
        {
            null => throw new ArgumentException(
                $"'{Describe(value)}' is not a region: it has no {name}. A region has Tag, Left, Top, Width and Height."),
            string cell when double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                || double.TryParse(cell, NumberStyles.Float, CultureInfo.CurrentCulture, out number) => number,
            IConvertible number and not string => number.ToDouble(CultureInfo.InvariantCulture),
            _ => throw new ArgumentException($"The {name} of a region is '{text}', which is not a number."),
        };
    }

    private static object? Find(IDictionary table, string name) =>
        table.Keys.Cast<object>().FirstOrDefault(key => string.Equals(key.ToString(), name, StringComparison.OrdinalIgnoreCase)) is { } key ? table[key] : null;

    private static string Describe(object value) => Unwrap(value) is IDictionary table
        ? $"@{{ {string.Join("; ", table.Keys.Cast<object>().Select(key => $"{key} = {table[key]}"))} }}"
        : $"{value}";

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : value;
}

/// <summary>Accepts regions in each form that <see cref="RegionParser"/> converts.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RegionsAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null : Transformation.Of(inputData, RegionParser.ParseAll);
}

/// <summary>Converts values to regions where the attribute of the cmdlet isn't applied, such as in mocks.</summary>
public sealed class RegionConverter : ArgumentConverter
{
    /// <inheritdoc/>
    private protected override object Convert(object value) => RegionParser.Parse(value);
}

/// <summary>Accepts metadata as a hashtable or an object, whose values become text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MetadataAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null : Transformation.Of(inputData, Parse);

    private static Hashtable Parse(object value)
    {
        var metadata = new Hashtable(StringComparer.Ordinal);
        switch (value is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : value)
        {
            case IDictionary table:
                foreach (DictionaryEntry entry in table)
                    Add($"{entry.Key}", entry.Value);
                break;
            case PSObject row:
                foreach (var property in row.Properties)
                    Add(property.Name, property.Value);
                break;
            case string text when string.IsNullOrWhiteSpace(text):
                break; // An empty cell of a table.
            default:
                throw new ArgumentException($"'{value}' is not metadata. Specify a hashtable, such as @{{ shift = 'night'; line = '2' }}.");
        }

        return metadata;

        void Add(string key, object? item)
        {
            var text = item is null ? "" : LanguagePrimitives.ConvertTo<string>(item);
            if (key.Length is 0 or > 128 || text.Length > 256)
                throw new ArgumentException($"The metadata '{key}' is too long: a key has 1 to 128 characters and a value has up to 256.");
            metadata[key] = text;
        }
    }

    /// <summary>Returns the texts by key.</summary>
    public static IReadOnlyDictionary<string, string> ToDictionary(IDictionary? metadata)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in metadata ?? new Hashtable())
            texts[$"{entry.Key}"] = $"{entry.Value}";
        return texts;
    }
}
