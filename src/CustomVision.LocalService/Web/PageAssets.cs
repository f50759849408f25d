using System.Security.Cryptography;

namespace CustomVision.LocalService.Web;

/// <summary>The stylesheet and the icon, which are part of the assembly. They tell nothing, so they need no session.</summary>
internal static class PageAssets
{
    private static readonly byte[] Style = Read("style.css");
    private static readonly byte[] Icon = Read("icon.svg");

    /// <summary>It says which stylesheet it is, so that browsers keep it, and take another one when there is one.</summary>
    public static string StyleLink { get; } = $"{PagePaths.Style}?v={Convert.ToHexStringLower(SHA256.HashData(Style).AsSpan(0, 6))}";

    public static Task ShowStyle(HttpContext context) => WriteAsync(context, "text/css; charset=utf-8", "max-age=31536000, immutable", Style);

    public static Task ShowIcon(HttpContext context) => WriteAsync(context, "image/svg+xml", "max-age=86400", Icon);

    private static async Task WriteAsync(HttpContext context, string type, string cache, byte[] content)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        context.Response.Headers.CacheControl = cache;
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static byte[] Read(string name)
    {
        using var resource = typeof(PageAssets).Assembly.GetManifestResourceStream($"CustomVision.LocalService.Web.{name}")!;
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return content.ToArray();
    }
}
