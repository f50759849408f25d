using System.Security.Cryptography;
using System.Text;
using CustomVision.LocalService.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomVision.LocalService.Api;

/// <summary>
/// Links that show a picture to whoever has them, without a key, as the signed links into Azure storage do. They do not expire:
/// what they show is on this machine.
/// </summary>
internal sealed class ImageLinks(Store store, IServer server)
{
    public const string Picture = "picture";
    public const string Thumbnail = "thumbnail";

    /// <summary>Where the service listens; whatever the Host header of a request said.</summary>
    public string Endpoint => field ??= server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    public string To(Guid imageId, string view) => Endpoint + PathTo(imageId, view);

    public string PathTo(Guid imageId, string view) =>
        $"/_local/images/{imageId}/{view}?sig={WebEncoders.Base64UrlEncode(Signature(imageId, view))}";

    public bool IsSigned(Guid imageId, string view, string? signature)
    {
        Span<byte> shown = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature is not null
            && System.Buffers.Text.Base64Url.TryDecodeFromChars(signature, shown, out var length)
            && length == shown.Length
            && CryptographicOperations.FixedTimeEquals(shown, Signature(imageId, view));
    }

    private byte[] Signature(Guid imageId, string view) =>
        HMACSHA256.HashData(store.LinkSecret, Encoding.ASCII.GetBytes($"{imageId}/{view}"));
}
