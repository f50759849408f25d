namespace CustomVision.Http;

/// <summary>Normalizes an endpoint to the form that paths are appended to.</summary>
internal static class ServiceEndpoint
{
    private const string ServicePath = "/customvision/";

    /// <summary>
    /// Accepts the address of the portal with or without its slash, and also the address of a request: from /customvision/ on,
    /// the path is removed.
    /// </summary>
    /// <exception cref="ArgumentException">The text is not an http(s) address, or is plain HTTP to another machine.</exception>
    public static Uri Parse(string text)
    {
        var isAddress = Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address);
        if (isAddress && address!.UserInfo.Length > 0)
            throw new ArgumentException("The endpoint cannot contain a user name or password. Specify the key separately.");
        if (!isAddress || address!.Scheme is not ("http" or "https") || address.Host.Length == 0)
            throw new ArgumentException(
                $"'{text}' is not a valid endpoint. Specify the whole address, such as https://westeurope.api.cognitive.microsoft.com/.");
        if (address.Scheme == "http" && !address.IsLoopback)
            throw new ArgumentException(
                $"'{address.GetLeftPart(UriPartial.Authority)}' is plain HTTP to another machine. A key is never sent without encryption. Use https://.");

        if (IsPortal(address.Host))
            throw new ArgumentException(
                $"'{address.Host}' is a website, not an endpoint. Specify the endpoint of the resource, such as https://NAME.cognitiveservices.azure.com/. "
                + "The page 'Keys and Endpoint' of the resource in the Azure portal shows it.");

        var path = address.AbsolutePath;
        var operation = (path + "/").IndexOf(ServicePath, StringComparison.OrdinalIgnoreCase);
        if (operation >= 0)
            path = path.Substring(0, operation);
        return new UriBuilder(address.Scheme, address.Host, address.Port, path.TrimEnd('/') + "/").Uri;
    }

    /// <summary>Whether the endpoint is shared by the resources of a region. The service accepts tokens only at the endpoint of a resource.</summary>
    public static bool IsRegional(Uri endpoint) => endpoint.Host.EndsWith(".api.cognitive.microsoft.com", StringComparison.OrdinalIgnoreCase);

    private static bool IsPortal(string host) =>
        host.Equals("customvision.ai", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".customvision.ai", StringComparison.OrdinalIgnoreCase)
        || host.Equals("portal.azure.com", StringComparison.OrdinalIgnoreCase)
        || host.Equals("ai.azure.com", StringComparison.OrdinalIgnoreCase);
}
