using System.Text.Encodings.Web;

namespace CustomVision.Annotations;

/// <summary>Text in JSON.</summary>
internal static class JsonText
{
    /// <summary>The text in quotation marks. Letters of all languages stay as they are, because people read these files.</summary>
    public static string Quote(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
