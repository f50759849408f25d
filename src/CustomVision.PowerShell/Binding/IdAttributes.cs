using System.Globalization;
using CustomVision.Local;

namespace CustomVision.PowerShell.Binding;

/// <summary>Accepts an id, a name or an object for a project, tag, iteration or domain.</summary>
/// <param name="noun">The kind of object: project, tag, iteration or domain.</param>
/// <param name="getCmdlet">The cmdlet that lists the objects.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NameOrIdAttribute(string noun, string getCmdlet) : ArgumentTransformationAttribute
{
    /// <summary>Whether another parameter accepts other objects from the pipeline. The object is then bound to that parameter.</summary>
    public bool IsOneOfSeveral { get; set; }

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => ArgumentParser.ConvertEach(
        inputData, value => ArgumentParser.Parse(value, noun) ?? throw Reject(value));

    private ArgumentTransformationMetadataException Reject(object? value)
    {
        var message = $"'{value}' is not a {noun} name or {noun} id. Run {getCmdlet} to list them.";
        // With this inner exception, PowerShell tries the next parameter.
        return IsOneOfSeveral
            ? new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message))
            : new ArgumentTransformationMetadataException(message);
    }
}

/// <summary>Accepts an id or an object for an image or a prediction, which have no name.</summary>
/// <param name="noun">The kind of object: image or prediction.</param>
/// <param name="getCmdlet">The cmdlet that lists the objects.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdAttribute(string noun, string getCmdlet) : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => ArgumentParser.ConvertEach(
        inputData,
        value => ArgumentParser.Parse(value, noun)?.Id
            ?? throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a valid {noun} id. An id has the form ee85a74c-405e-4adc-bb47-ffa8ca0c9f31. "
                + $"Run {getCmdlet} to list them. {ShortId.FullIdHint}"));
}

/// <summary>Accepts the id of a fault or a fault object.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LocalFaultIdAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => ArgumentParser.ConvertEach(inputData, Parse);

    private static object Parse(object? value) => (value is PSObject wrapper ? wrapper.BaseObject : value) switch
    {
        LocalFault fault => fault.Id,
        int id => id,
        string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
        _ => throw new ArgumentTransformationMetadataException($"'{value}' is not a valid fault id. The id is a number. Run Get-CVLocalFault to list the faults."),
    };
}
