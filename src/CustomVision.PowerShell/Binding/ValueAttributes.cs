namespace CustomVision.PowerShell.Binding;

/// <summary>Accepts seconds or a TimeSpan. The type converts itself too; the attribute makes the error message shorter.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null : Transformation.Of(inputData, Seconds.Parse);
}

/// <summary>Accepts a key as a SecureString, a string, or the password of a credential. Error messages don't contain the value.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null : Transformation.Of(inputData, ArgumentParser.ParseSecret);
}

internal static class Transformation
{
    public static T Of<T>(object value, Func<object, T> parse)
    {
        try
        {
            return parse(value);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message);
        }
    }
}
