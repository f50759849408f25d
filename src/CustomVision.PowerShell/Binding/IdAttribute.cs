using System.Collections;
using CustomVision.Models;

namespace CustomVision.PowerShell.Binding;

/// <summary>
/// Lets an id parameter take the id, as a Guid or as text, or the object that has it. Anything else is refused with
/// words that say what was given and where ids come from. A tag is no project, although it knows its own: whoever pipes
/// a tag into a cmdlet that deletes projects means something else.
/// </summary>
/// <param name="thing">What the id is of: project, tag, image, domain, iteration or prediction.</param>
/// <param name="source">What lists ids of the kind: a cmdlet, or for now the portal.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdAttribute(string thing, string source) : ArgumentTransformationAttribute
{
    public string Thing { get; } = thing;

    public string Source { get; } = source;

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var bare = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return bare is IEnumerable many and not string ? many.Cast<object?>().Select(One).ToArray() : One(inputData);
    }

    private object One(object? given)
    {
        if (given is PSObject wrapped)
            given = wrapped.BaseObject is PSCustomObject ? wrapped.Properties["Id"]?.Value : wrapped.BaseObject;
        return given switch
        {
            Guid id => id,
            Project project when Thing == "project" => project.Id,
            Tag tag when Thing == "tag" => tag.Id,
            Image image when Thing == "image" => image.Id,
            Domain domain when Thing == "domain" => domain.Id,
            string text when Guid.TryParse(text, out var id) => id,
            _ => throw new ArgumentTransformationMetadataException(
                $"'{given}' is not the id of {Article} {Thing}. An id looks like ee85a74c-405e-4adc-bb47-ffa8ca0c9f31; {Source} lists them."),
        };
    }

    private string Article => Thing[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a";
}
