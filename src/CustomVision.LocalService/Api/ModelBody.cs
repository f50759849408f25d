using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

/// <summary>The body of an operation that takes a model: the members of it that were given.</summary>
internal sealed class ModelBody
{
    private readonly List<(string Name, string Value)> values;

    private ModelBody(List<(string Name, string Value)> values) => this.values = values;

    public static async Task<ModelBody> ReadAsync(HttpRequest request, params BodyMember[] members) =>
        new(await BodyReader.ReadAsync(request, members));

    /// <summary>Null when it was not given, or given as null.</summary>
    public string? Text(string name)
    {
        var given = values.FindLastIndex(value => value.Name == name);
        return given < 0 ? null : values[given].Value;
    }

    public IReadOnlyList<string> List(string name) => [.. values.Where(value => value.Name == name).Select(value => value.Value)];

    public Guid? Id(string name) => Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? RequestValues.Id(name, text) : null;

    public bool? Flag(string name) => Text(name)?.Trim().ToUpperInvariant() switch
    {
        null or "" => null,
        "TRUE" => true,
        "FALSE" => false,
        _ => throw new ServiceException(ErrorCodes.BadRequest, $"{name} must be true or false."),
    };
}
