namespace CustomVision.PowerShell.Binding;

/// <summary>Lets a parameter take the id of a thing, its name, or the object itself.</summary>
/// <param name="thing">What is meant: project, tag, iteration or domain.</param>
/// <param name="source">The cmdlet that lists them.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NameOrIdAttribute(string thing, string source) : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Given.Each(
        inputData,
        given => Given.Read(given, thing)
            ?? throw new ArgumentTransformationMetadataException($"'{given}' is neither the name nor the id of {Words.Article(thing)} {thing}. {source} lists them."));
}
