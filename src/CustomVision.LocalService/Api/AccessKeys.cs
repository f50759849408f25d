using System.Security.Cryptography;
using System.Text;

namespace CustomVision.LocalService.Api;

/// <summary>Which key a request must show.</summary>
internal enum KeyKind
{
    Training,
    Prediction,

    /// <summary>The training key, or the token that the user's other processes may stop the service with.</summary>
    Stop,
}

internal sealed class AccessKeys(LocalServiceOptions options)
{
    private readonly byte[] training = Digest(options.TrainingKey);
    private readonly byte[] prediction = Digest(options.PredictionKey);
    private readonly byte[] stop = Digest(options.StopToken);

    /// <summary>Whether the request shows the key; one key does not stand in for the other.</summary>
    public bool Admits(HttpRequest request, KeyKind kind) => kind switch
    {
        KeyKind.Training => Shows(request, "Training-key", training),
        KeyKind.Prediction => Shows(request, "Prediction-key", prediction),
        _ => Shows(request, "Training-key", training) || Shows(request, "Stop-token", stop),
    };

    private static bool Shows(HttpRequest request, string header, byte[] expected)
    {
        var shown = request.Headers[header];
        // Digests are compared, and in constant time, so the time taken tells neither the key's length nor how much of it is right.
        return shown.Count == 1 && CryptographicOperations.FixedTimeEquals(Digest(shown.ToString()), expected);
    }

    /// <summary>For a key that comes in another way than in the header.</summary>
    public bool IsTrainingKey(string shown) => CryptographicOperations.FixedTimeEquals(Digest(shown), training);

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
