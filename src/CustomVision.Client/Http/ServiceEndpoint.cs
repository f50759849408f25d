namespace CustomVision.Http;

/// <summary>What people copy as "the endpoint", brought to the form that paths can be added to.</summary>
internal static class ServiceEndpoint
{
    private const string ServicePath = "/customvision/";

    /// <summary>
    /// Takes the portal's address with or without its slash, and also a whole request address: from /customvision/ on
    /// the path belongs to the operation, not to the endpoint.
    /// </summary>
    /// <exception cref="ArgumentException">It is no http(s) address, or plain HTTP to another machine.</exception>
    public static Uri Parse(string text)
    {
        var isAddress = Uri.TryCreate(text.Trim(), UriKind.Absolute, out var given);
        if (isAddress && given!.UserInfo.Length > 0)
            throw new ArgumentException("The address of a service cannot carry a user name or password. Give the key by itself.");
        if (!isAddress || given!.Scheme is not ("http" or "https") || given.Host.Length == 0)
            throw new ArgumentException(
                $"'{text}' is not the address of a service. Give it whole, such as https://westeurope.api.cognitive.microsoft.com/.");
        if (given.Scheme == "http" && !given.IsLoopback)
            throw new ArgumentException(
                $"'{given.GetLeftPart(UriPartial.Authority)}' is plain HTTP to another machine; a key is never sent that way. Use https://.");

        var path = given.AbsolutePath;
        var operation = (path + "/").IndexOf(ServicePath, StringComparison.OrdinalIgnoreCase);
        if (operation >= 0)
            path = path.Substring(0, operation);
        return new UriBuilder(given.Scheme, given.Host, given.Port, path.TrimEnd('/') + "/").Uri;
    }
}
