using System.Security;
using CustomVision.Http;

namespace CustomVision.PowerShell.Binding;

/// <summary>Lets a key parameter take a SecureString, text, or a credential's password. No message repeats what was given.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
            {
                null => null,
                Secret secret => secret,
                SecureString secure => Secret.From(secure),
                PSCredential credential => Secret.From(credential.Password),
                string text => Secret.From(text),
                _ => throw new ArgumentException("A key is given as text or as a SecureString."),
            };
        }
        catch (ArgumentException problem)
        {
            throw new ArgumentTransformationMetadataException(problem.Message);
        }
    }
}
