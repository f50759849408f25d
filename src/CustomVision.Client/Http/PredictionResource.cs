using System.Text.RegularExpressions;

namespace CustomVision.Http;

/// <summary>Checks the id of a prediction resource before it is sent: the service only answers that the target is invalid.</summary>
public static class PredictionResource
{
    /// <summary>The id that a service on this computer gets.</summary>
    internal const string Local =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.CognitiveServices/accounts/local";

    private const string Form = "/subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/Microsoft.CognitiveServices/accounts/NAME";

    private static readonly Regex Valid = new(
        "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.CognitiveServices/accounts/[^/]+$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Returns the id without a trailing slash and white space.</summary>
    /// <exception cref="ArgumentException">The text is not the id of a Cognitive Services resource.</exception>
    public static string Parse(string text)
    {
        var id = (text ?? throw new ArgumentNullException(nameof(text))).Trim().TrimEnd('/');
        return Valid.IsMatch(id)
            ? id
            : throw new ArgumentException(
                $"'{text}' is not the id of a prediction resource. Specify the whole id, {Form}. The page 'Properties' of the resource in the Azure portal shows it.");
    }
}
