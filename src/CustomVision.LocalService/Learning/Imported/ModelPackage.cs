using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CustomVision.Onnx;
using Google.Protobuf;

namespace CustomVision.LocalService.Learning.Imported;

/// <summary>The file isn't a model that can be imported. The message is for the user.</summary>
internal sealed class ModelFormatException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The zip file of an exported model. Its files are read into memory and never extracted.</summary>
/// <param name="Model">The bytes of the ONNX file.</param>
/// <param name="Labels">The names of the tags in the order of the model; empty when the zip file has none.</param>
/// <param name="Properties">What metadata_properties.json says; empty without that file.</param>
/// <param name="ModelProperties">What the ONNX file says about its input; empty in some old exports.</param>
internal sealed record ModelPackage(
    byte[] Model, IReadOnlyList<string> Labels, IReadOnlyDictionary<string, string> Properties, IReadOnlyDictionary<string, string> ModelProperties)
{
    /// <summary>The largest ONNX file in bytes. The models of Azure have 5 to 45 MB.</summary>
    public const int MaxModelBytes = 512 * 1024 * 1024;

    // An exported file has up to ten entries, and samples for some platforms.
    private const int MaxEntries = 1000;
    private const int MaxTextBytes = 1024 * 1024;

    // Weights hardly shrink. What shrinks more is made to fill the memory.
    private const int MaxRatio = 100;
    private const int AlwaysSmall = 16 * 1024 * 1024;

    private const int ExternalData = 1;

    /// <exception cref="ModelFormatException">The stream isn't the zip file of an ONNX model, or it is damaged.</exception>
    public static ModelPackage Read(Stream stream)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return Read(archive);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or JsonException or DecoderFallbackException)
        {
            throw new ModelFormatException($"The file isn't the zip file of an exported model, or it is damaged: {error.Message}", error);
        }
    }

    private static ModelPackage Read(ZipArchive archive)
    {
        if (archive.Entries.Count > MaxEntries)
            throw new ModelFormatException(Invariant($"The zip file has {archive.Entries.Count} files; an exported model has at most {MaxEntries}."));
        if (archive.Entries.FirstOrDefault(entry => IsOutside(entry.FullName)) is { } outside)
            throw new ModelFormatException($"The zip file has a file whose path leads out of its folder: '{outside.FullName}'.");

        var manifest = ReadProperties(archive, "cvexport.manifest");
        if (manifest.GetValueOrDefault("Platform") is { Length: > 0 } platform && !platform.Equals("ONNX", StringComparison.OrdinalIgnoreCase))
            throw new ModelFormatException($"The model was exported for {platform}. Export it for ONNX.");
        var model = Bytes(FindModel(archive, manifest.GetValueOrDefault("ModelFileName")), MaxModelBytes);
        if (manifest.GetValueOrDefault("ModelFileSHA1") is { Length: > 0 } expected && !expected.Equals(Sha1(model), StringComparison.OrdinalIgnoreCase))
            throw new ModelFormatException("The model file is damaged: its SHA-1 hash isn't that of cvexport.manifest.");
        return new ModelPackage(
            model,
            ReadLabels(archive, manifest.GetValueOrDefault("LabelFileName") ?? "labels.txt"),
            ReadProperties(archive, manifest.GetValueOrDefault("MetadataPropsFileName") ?? "metadata_properties.json"),
            ReadModelProperties(model));
    }

    private static ZipArchiveEntry FindModel(ZipArchive archive, string? name)
    {
        if (name is not null && archive.GetEntry(name) is { } named)
            return named;
        ZipArchiveEntry[] models = [.. archive.Entries.Where(entry => entry.FullName.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))];
        return models is [var only] ? only : throw new ModelFormatException(models.Length == 0
            ? $"The zip file has no ONNX model. It has {(archive.Entries.Count == 0 ? "no files" : string.Join(", ", archive.Entries.Take(10).Select(entry => entry.FullName)))}."
            : $"The zip file has several ONNX models, and cvexport.manifest names none of them: {string.Join(", ", models.Take(10).Select(model => model.FullName))}.");
    }

    private static string[] ReadLabels(ZipArchive archive, string name)
    {
        if (archive.GetEntry(name) is not { } entry)
            return [];
        string[] labels = [.. Text(entry).Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)];
        if (labels.GroupBy(label => label, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ModelFormatException($"{name} has the tag '{twice.Key}' twice.");
        return labels;
    }

    private static Dictionary<string, string> ReadProperties(ZipArchive archive, string name)
    {
        if (archive.GetEntry(name) is not { } entry)
            return [];
        using var json = JsonDocument.Parse(Text(entry));
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json.RootElement.ValueKind == JsonValueKind.Object)
            foreach (var member in json.RootElement.EnumerateObject())
                // Azure writes a missing value as the text null in some files.
                if (member.Value.ToString() is var value and not ("" or "null"))
                    properties[member.Name] = value;
        return properties;
    }

    private static Dictionary<string, string> ReadModelProperties(byte[] model)
    {
        ModelProto onnx;
        try
        {
            onnx = ModelProto.Parser.ParseFrom(model);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new ModelFormatException($"The model isn't an ONNX file, or it is damaged: {error.Message}", error);
        }
        // ONNX Runtime would open that file, whatever its path.
        if (HasExternalData(onnx.Graph) || onnx.Functions.Any(function => function.Node.Any(HasExternalData)))
            throw new ModelFormatException("The weights of the model are in another file. Exported models of Custom Vision have them in the ONNX file.");
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in onnx.MetadataProps)
            properties[property.Key] = property.Value;
        return properties;
    }

    private static bool HasExternalData(GraphProto? graph) =>
        graph is not null && (graph.Initializer.Any(IsExternal) || graph.Node.Any(HasExternalData));

    private static bool HasExternalData(NodeProto node) => node.Attribute.Any(attribute =>
        IsExternal(attribute.T) || attribute.Tensors.Any(IsExternal) || HasExternalData(attribute.G) || attribute.Graphs.Any(HasExternalData));

    private static bool IsExternal(TensorProto? tensor) => tensor?.DataLocation == ExternalData;

    private static bool IsOutside(string path) =>
        path.Contains('\\', StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal) || path.StartsWith('/') || path.Split('/').Contains("..");

    private static string Text(ZipArchiveEntry entry)
    {
        var bytes = Bytes(entry, MaxTextBytes).AsSpan();
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
    }

    /// <summary>Reads as many bytes as the entry declares, and not more.</summary>
    private static byte[] Bytes(ZipArchiveEntry entry, int most)
    {
        if (entry.Length > most)
            throw new ModelFormatException(Invariant($"{entry.FullName} has {entry.Length:N0} bytes; at most {most:N0} are read."));
        if (entry.Length > AlwaysSmall && entry.Length / MaxRatio > entry.CompressedLength)
            throw new ModelFormatException($"{entry.FullName} has more than {MaxRatio} times the size that it has in the zip file, which no model has.");
        var bytes = new byte[entry.Length];
        using var content = entry.Open();
        content.ReadExactly(bytes);
        return content.ReadByte() < 0 ? bytes : throw new InvalidDataException($"{entry.FullName} is longer than it says.");
    }

#pragma warning disable CA5350 // The format has SHA-1. It detects damage and protects nothing.
    private static string Sha1(byte[] bytes) => Convert.ToHexString(SHA1.HashData(bytes));
#pragma warning restore CA5350

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
