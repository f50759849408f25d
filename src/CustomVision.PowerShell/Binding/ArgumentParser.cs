using System.Collections;
using System.Security;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.PowerShell.Binding;

/// <summary>Converts parameter values: ids, names and objects to <see cref="NameOrId"/>, and keys to <see cref="Secret"/>.</summary>
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
    /// <param name="noun">The expected kind of object: project, tag, iteration, domain, image, prediction or region. Null for any.</param>
    public static NameOrId? Parse(object? value, string? noun = null)
    {
        var original = value;
        if (value is PSObject wrapper)
            value = wrapper.BaseObject is PSCustomObject ? Property(wrapper, "Id") ?? Property(wrapper, "Name") : wrapper.BaseObject;
        return value switch
        {
            Guid id => NameOrId.FromId(id),
            NameOrId parsed => parsed,
            Project project when noun is null or "project" => NameOrId.FromId(project.Id, project.Name),
            Tag tag when noun is null or "tag" => NameOrId.FromId(tag.Id, tag.Name),
            Iteration iteration when noun is null or "iteration" => NameOrId.FromId(iteration.Id, iteration.Name),
            Domain domain when noun is null or "domain" => NameOrId.FromId(domain.Id, domain.Name),
            ProjectSettings settings when noun is null or "domain" => NameOrId.FromId(settings.DomainId),
            Image image when noun is null or "image" => NameOrId.FromId(image.Id),
            ImagePrediction prediction when noun is null or "prediction" => NameOrId.FromId(prediction.Id),
            ImageRegion region when noun is "region" => NameOrId.FromId(region.RegionId),
            ImageRegionCreateResult { Region: var region } when noun is "region" => NameOrId.FromId(region.RegionId),
            string text when !string.IsNullOrWhiteSpace(text) => NameOrId.Parse(text),
            // An unquoted name such as 2026, or an unquoted id such as 1e234567. The PSObject contains the number as it was typed.
            int or long or double or decimal => NameOrId.Parse(LanguagePrimitives.ConvertTo<string>(original)),
            _ => null,
        };
    }

    /// <summary>Returns the key in a SecureString, a string or a credential.</summary>
    /// <exception cref="ArgumentException">The value isn't a key. The message doesn't contain it.</exception>
    public static Secret ParseSecret(object value) => (value is PSObject wrapper ? wrapper.BaseObject : value) switch
    {
        Secret secret => secret,
        SecureString secure => Secret.From(secure),
        PSCredential credential => Secret.From(credential.Password),
        string text => Secret.From(text),
        _ => throw new ArgumentException("The key is not a string, a SecureString or a credential."),
    };

    private static object? Property(PSObject source, string name) =>
        source.Properties[name]?.Value is { } value && value.ToString() != "" ? value : null;
}
