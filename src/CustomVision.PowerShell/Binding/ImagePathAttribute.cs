using System.Collections;
using CustomVision.Models;

namespace CustomVision.PowerShell.Binding;

/// <summary>
/// Accepts paths, and objects that other parameters bind. PowerShell would convert any other object to text, and look for a file with
/// this name.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ImagePathAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Properties = ["Path", "LiteralPath", "FullName", "PSPath", "Url", "PredictionId"];

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (Unwrap(inputData) is IEnumerable list and not string and not IDictionary)
            foreach (var item in list)
                Check(item);
        else
            Check(inputData);
        return inputData;
    }

    private static void Check(object? value)
    {
        if (Unwrap(value) is { } unwrapped and not (string or Uri or IConvertible or Image or ImagePredictionResult)
            && !Properties.Any(name => PSObject.AsPSObject(value!).Properties[name] is not null))
            throw new ArgumentTransformationMetadataException(
                $"'{value}' is not an image: the {unwrapped.GetType().Name} object has no property Path, LiteralPath, FullName, PSPath or Url.");
    }

    private static object? Unwrap(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;
}
