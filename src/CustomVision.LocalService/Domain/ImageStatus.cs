using System.Text.Json.Serialization;

namespace CustomVision.LocalService.Domain;

/// <summary>What became of one image of a batch; the names are those on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageStatus>))]
internal enum ImageStatus
{
    OK,
    OKDuplicate,
    ErrorSource,
    ErrorImageFormat,
    ErrorImageSize,
    ErrorStorage,
    ErrorLimitExceed,
    ErrorUnknown,
}
