using System.Globalization;
using CustomVision.Local;

namespace CustomVision.PowerShell.Binding;

/// <summary>Lets the id of a fault be its number or the fault itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LocalFaultIdAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Given.Each(inputData, Read);

    private static object Read(object? given) => (given is PSObject wrapped ? wrapped.BaseObject : given) switch
    {
        LocalFault fault => fault.Id,
        int id => id,
        string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
        _ => throw new ArgumentTransformationMetadataException($"'{given}' is not the id of a fault. It is a number; Get-CVLocalFault lists them."),
    };
}
