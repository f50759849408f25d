using System.Globalization;

namespace CustomVision.LocalService.Fetching;

/// <summary>A host that images may be fetched from although it is not this machine.</summary>
/// <param name="Port">Null allows every port of it.</param>
internal sealed record AllowedHost(string Name, int? Port)
{
    /// <exception cref="FormatException">It is not HOST or HOST:PORT.</exception>
    public static AllowedHost Parse(string text)
    {
        // An IPv6 address stands in brackets, so that its colons are not taken for the one of the port.
        var end = text.StartsWith('[') ? text.IndexOf(']') + 1 : text.Contains(':') ? text.IndexOf(':') : text.Length;
        var (name, rest) = (text[..end].TrimStart('[').TrimEnd(']'), text[end..]);
        if (Uri.CheckHostName(name) == UriHostNameType.Unknown)
            throw new FormatException("A host must be a name or an address, without a scheme; an IPv6 address stands in brackets.");
        if (rest.Length == 0)
            return new AllowedHost(Plain(name), null);
        return rest[0] == ':'
            && int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= ushort.MaxValue
                ? new AllowedHost(Plain(name), port)
                : throw new FormatException($"The port of a host must be a number from 1 to {ushort.MaxValue}.");
    }

    public bool Covers(string host, int port) =>
        (Port ?? port) == port && string.Equals(Plain(host), Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>"example.org." is example.org, said in full.</summary>
    private static string Plain(string host) => host.TrimEnd('.');
}
