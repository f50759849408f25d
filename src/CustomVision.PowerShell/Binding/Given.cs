using System.Collections;
using CustomVision.Models;

namespace CustomVision.PowerShell.Binding;

/// <summary>Reads what a user gave for a thing of the service: an id, a name, or the object itself.</summary>
internal static class Given
{
    /// <summary>Applies a reading to a value, or to each value of a list.</summary>
    public static object Each(object inputData, Func<object?, object> read)
    {
        var bare = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return bare is IEnumerable many and not string and not IDictionary ? many.Cast<object?>().Select(read).ToArray() : read(inputData);
    }

    /// <summary>
    /// The id and name that a value holds. A tag is no project, although it knows its own: whoever pipes a tag into a cmdlet
    /// that deletes projects means something else.
    /// </summary>
    public static NameOrId? Read(object? given, string thing)
    {
        var asTyped = given;
        if (given is PSObject wrapped)
            given = wrapped.BaseObject is PSCustomObject ? Member(wrapped, "Id") ?? Member(wrapped, "Name") : wrapped.BaseObject;
        return given switch
        {
            Guid id => NameOrId.Of(id),
            NameOrId already => already,
            Project project when thing == "project" => NameOrId.Of(project.Id, project.Name),
            Tag tag when thing == "tag" => NameOrId.Of(tag.Id, tag.Name),
            Iteration iteration when thing == "iteration" => NameOrId.Of(iteration.Id, iteration.Name),
            Domain domain when thing == "domain" => NameOrId.Of(domain.Id, domain.Name),
            ProjectSettings settings when thing == "domain" => NameOrId.Of(settings.DomainId),
            Image image when thing == "image" => NameOrId.Of(image.Id),
            ImagePrediction prediction when thing == "prediction" => NameOrId.Of(prediction.Id),
            string text when !string.IsNullOrWhiteSpace(text) => NameOrId.Parse(text),
            // A name such as 2026, or an id such as 01234567 or 1e234567, unquoted. PowerShell keeps how a number was typed.
            int or long or double or decimal => NameOrId.Parse(LanguagePrimitives.ConvertTo<string>(asTyped)),
            _ => null,
        };
    }

    private static object? Member(PSObject given, string name) => given.Properties[name]?.Value is { } value && value.ToString() != "" ? value : null;
}
