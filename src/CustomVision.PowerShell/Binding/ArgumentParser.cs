using System.Collections;
using CustomVision.Models;

namespace CustomVision.PowerShell.Binding;

/// <summary>Converts parameter values (ids, names and objects) to <see cref="NameOrId"/>.</summary>
internal static class ArgumentParser
{
    /// <summary>Converts a value, or each value of a list.</summary>
    public static object ConvertEach(object value, Func<object?, object> convert)
    {
        var unwrapped = value is PSObject wrapper ? wrapper.BaseObject : value;
        return unwrapped is IEnumerable list and not string and not IDictionary
            ? list.Cast<object?>().Select(convert).ToArray()
            : convert(value);
    }

    /// <summary>
    /// Returns the id and the name in a value, or null if the value has neither. An object of another kind is rejected even if it
    /// contains a matching id: a tag isn't accepted as a project, so that piping tags to Remove-CVProject deletes nothing.
    /// </summary>
    /// <param name="value">The value of the parameter.</param>
    /// <param name="noun">The expected kind of object: project, tag, iteration, domain, image or prediction.</param>
    public static NameOrId? Parse(object? value, string noun)
    {
        var original = value;
        if (value is PSObject wrapper)
            value = wrapper.BaseObject is PSCustomObject ? Property(wrapper, "Id") ?? Property(wrapper, "Name") : wrapper.BaseObject;
        return value switch
        {
            Guid id => NameOrId.FromId(id),
            NameOrId parsed => parsed,
            Project project when noun == "project" => NameOrId.FromId(project.Id, project.Name),
            Tag tag when noun == "tag" => NameOrId.FromId(tag.Id, tag.Name),
            Iteration iteration when noun == "iteration" => NameOrId.FromId(iteration.Id, iteration.Name),
            Domain domain when noun == "domain" => NameOrId.FromId(domain.Id, domain.Name),
            ProjectSettings settings when noun == "domain" => NameOrId.FromId(settings.DomainId),
            Image image when noun == "image" => NameOrId.FromId(image.Id),
            ImagePrediction prediction when noun == "prediction" => NameOrId.FromId(prediction.Id),
            string text when !string.IsNullOrWhiteSpace(text) => NameOrId.Parse(text),
            // An unquoted name such as 2026, or an unquoted id such as 1e234567. The PSObject contains the number as it was typed.
            int or long or double or decimal => NameOrId.Parse(LanguagePrimitives.ConvertTo<string>(original)),
            _ => null,
        };
    }

    private static object? Property(PSObject source, string name) =>
        source.Properties[name]?.Value is { } value && value.ToString() != "" ? value : null;
}
