using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CustomVision.LocalService.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomVision.LocalService.Api;

/// <summary>
/// Links that show an image to whoever has them, without a key, as the signed links into Azure storage do. They do not expire:
/// what they show is on this machine.
/// </summary>
/// <param name="requests">Only there where the service listens at all addresses.</param>
internal sealed class ImageLinks(Store store, IServer server, LocalServiceOptions options, IHttpContextAccessor? requests = null)
{
    public const string Image = "image";
    public const string Thumbnail = "thumbnail";

    /// <summary>Where the service listens; whatever the Host header of a request said.</summary>
    public string Endpoint => field ??= WhereToReach(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    /// <summary>The same, or where the service listens at all addresses, the one that the client has found it at.</summary>
    private string Base => requests?.HttpContext is { } context ? $"http://{context.Request.Host}" : Endpoint;

    public string To(Guid imageId, string view) => Base + PathTo(imageId, view);

    public string PathTo(Guid imageId, string view) =>
        $"/_local/images/{imageId}/{view}?sig={WebEncoders.Base64UrlEncode(Signature(imageId, view))}";

    public bool IsSigned(Guid imageId, string view, string? signature)
    {
        Span<byte> shown = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature is not null
            && Base64Url.DecodeFromChars(signature, shown, out _, out var length) == OperationStatus.Done
            && length == shown.Length
            && CryptographicOperations.FixedTimeEquals(shown, Signature(imageId, view));
    }

    private string WhereToReach(string address) =>
        options.IsBoundToAll ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri.GetLeftPart(UriPartial.Authority) : address;

    private byte[] Signature(Guid imageId, string view) =>
        HMACSHA256.HashData(store.LinkSecret, Encoding.ASCII.GetBytes($"{imageId}/{view}"));
}
