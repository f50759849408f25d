using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CustomVision.LocalService.Web;

/// <summary>
/// Who has shown the key to a page. A session opens the pages and nothing else; it ends when it is signed out, or with the service.
/// </summary>
internal sealed class PageSessions
{
    // One person has a few browsers; without a bound, signing in again and again would fill the memory.
    private const int MaxSessions = 64;

    private readonly Lock gate = new();

    // Digests, so that what is kept opens nothing, and looking one up does not tell how much of a guess was right. Oldest first.
    private readonly List<string> digests = [];

    /// <summary>The token of a new session: 256 random bits.</summary>
    public string Begin()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (gate)
        {
            if (digests.Count == MaxSessions)
                digests.RemoveAt(0);
            digests.Add(Digest(token));
        }
        return token;
    }

    public bool Has(string? token)
    {
        if (token is null)
            return false;
        var digest = Digest(token);
        lock (gate)
            return digests.Contains(digest);
    }

    public void End(string? token)
    {
        if (token is null)
            return;
        var digest = Digest(token);
        lock (gate)
            digests.Remove(digest);
    }

    private static string Digest(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
