using System.Security;
using CustomVision.Http;

namespace CustomVision.PowerShell.Binding;

/// <summary>Accepts a key as a SecureString, a string, or the password of a credential. Error messages don't contain the value.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return (inputData is PSObject wrapper ? wrapper.BaseObject : inputData) switch
            {
                null => null,
                Secret secret => secret,
                SecureString secure => Secret.From(secure),
                PSCredential credential => Secret.From(credential.Password),
                string text => Secret.From(text),
                _ => throw new ArgumentException("The key is not a string, a SecureString or a credential."),
            };
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message);
        }
    }
}
