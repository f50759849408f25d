using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomVision.LocalService.Http;

/// <summary>
/// Signed links to images and exported models. They need no key, like the signed links to Azure storage, and don't expire: the images are on this
/// machine.
/// </summary>
/// <param name="requests">Null unless the service listens on all addresses.</param>
internal sealed class ImageLinks(Store store, IServer server, LocalServiceOptions options, IHttpContextAccessor? requests = null)
{
    public const string Image = "image";
    public const string Thumbnail = "thumbnail";

    /// <summary>The file of an exported model.</summary>
    public const string Model = "model";

    /// <summary>The address that the service listens on, whatever the Host header of a request is.</summary>
    public string Endpoint => field ??= ToReachable(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    /// <summary>The endpoint, or the address that the client used if the service listens on all addresses.</summary>
    private string Base => requests?.HttpContext is { } context ? $"http://{context.Request.Host}" : Endpoint;

    public string To(Guid imageId, string view) => Base + PathTo(imageId, view);

    public string PathTo(Guid imageId, string view) =>
        $"/_local/images/{imageId}/{view}?sig={WebEncoders.Base64UrlEncode(Signature(imageId, view))}";

    public bool IsSigned(Guid imageId, string view, string? signature)
    {
        Span<byte> bytes = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature is not null
            && Base64Url.DecodeFromChars(signature, bytes, out _, out var length) == OperationStatus.Done
            && length == bytes.Length
            && CryptographicOperations.FixedTimeEquals(bytes, Signature(imageId, view));
    }

    private string ToReachable(string address) =>
        options.IsBoundToAll ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri.GetLeftPart(UriPartial.Authority) : address;

    private byte[] Signature(Guid imageId, string view) =>
        HMACSHA256.HashData(store.LinkSecret, Encoding.ASCII.GetBytes($"{imageId}/{view}"));
}
