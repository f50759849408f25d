using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CustomVision.Models;

namespace CustomVision.Exports;

/// <summary>Reads what the zip file of an exported model contains. Nothing is extracted.</summary>
internal static class ModelArchive
{
    private const int LargestText = 1024 * 1024;

    /// <exception cref="InvalidDataException">The file is not a zip file.</exception>
    public static ExportedModel Describe(IterationExport export, FileInfo file)
    {
        using var archive = ZipFile.OpenRead(file.FullName);
        using var manifest = Json(archive, "cvexport.manifest");
        var labels = Text(archive, Member(manifest, "LabelFileName") ?? "labels.txt");
        return new ExportedModel
        {
            Path = file.FullName,
            Length = file.Length,
            Platform = export.Platform,
            Flavor = export.Flavor,
            DomainType = Member(manifest, "DomainType"),
            ModelFile = Member(manifest, "ModelFileName"),
            Labels = labels?.Split(['\n'], StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim('\r')).ToArray() ?? [],
            Files = archive.Entries.Select(entry => entry.FullName).ToArray(),
            Preparation = Preparation(archive, Member(manifest, "MetadataPropsFileName") ?? "metadata_properties.json"),
            NewerVersionAvailable = export.NewerVersionAvailable,
            IterationId = export.IterationId,
            IterationName = export.IterationName,
            ProjectId = export.ProjectId,
        };
    }

    private static Dictionary<string, string> Preparation(ZipArchive archive, string name)
    {
        using var json = Json(archive, name);
        return json is { RootElement.ValueKind: JsonValueKind.Object }
            ? json.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ToString(), StringComparer.Ordinal)
            : [];
    }

    private static string? Member(JsonDocument? json, string name) =>
        json is { RootElement.ValueKind: JsonValueKind.Object }
        && json.RootElement.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    // A file that isn't JSON is listed with the others, and not described.
    private static JsonDocument? Json(ZipArchive archive, string name)
    {
        try
        {
            return Text(archive, name) is { } text ? JsonDocument.Parse(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(ZipArchive archive, string name)
    {
        if (archive.GetEntry(name) is not { Length: <= LargestText } entry)
            return null;
        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
