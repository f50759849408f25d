namespace CustomVision.PowerShell.Binding;

/// <summary>
/// Lets an id parameter take the id, as a Guid or as text, or the object that has it. Anything else is refused with
/// words that say what was given and where ids come from. For things that have no name.
/// </summary>
/// <param name="thing">What the id is of: image or prediction.</param>
/// <param name="source">The cmdlet that lists them.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdAttribute(string thing, string source) : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Given.Each(
        inputData,
        given => Given.Read(given, thing)?.Id
            ?? throw new ArgumentTransformationMetadataException(
                $"'{given}' is not the id of {Words.Article(thing)} {thing}. An id looks like ee85a74c-405e-4adc-bb47-ffa8ca0c9f31. "
                + $"{source} lists them. {ShortId.HowToSee}"));
}
