using CustomVision.LocalService.Imaging;

namespace CustomVision.LocalService.Storage;

/// <summary>The rows of the images that the service keeps: each content once, however many images and predictions have it.</summary>
internal static class StoredContents
{
    /// <summary>Finds the hash $1 by the index, which has no more than the beginning of each.</summary>
    public const string HashIs1 = "substr(sha256, 1, 8) = substr($1, 1, 8) AND sha256 = $1";

    /// <returns>The key of the content; null when it is not there.</returns>
    public static long? Find(SqlSession session, byte[] sha256) =>
        session.QueryNumber($"SELECT key FROM contents WHERE {HashIs1}", sha256);

    /// <param name="place">Null for an image that lies in no pack.</param>
    public static long Add(SqlSession session, byte[] sha256, ImageHeader header, PackPlace? place) => session.Insert(
        """
        INSERT INTO contents (sha256, media_type, width, height, pack, start, length)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        sha256, header.MediaType, header.Width, header.Height, place?.Pack, place?.Start, place?.Length);

    /// <returns>Its hash, and where it lies; null when it is not there.</returns>
    public static StoredContent? Get(SqlSession session, long key) => session.QuerySingle(
        "SELECT sha256, pack, start, length FROM contents WHERE key = $1",
        row => new StoredContent(
            row.GetBytes(0),
            row.IsNull(1) ? null : new PackPlace(row.GetInt64(1), row.GetInt64(2), row.GetInt32(3))),
        key);

    public static void Delete(SqlSession session, long key) => session.Execute("DELETE FROM contents WHERE key = $1", key);
}

/// <param name="Place">Null for an image that lies in no pack.</param>
internal sealed record StoredContent(byte[] Sha256, PackPlace? Place);

/// <summary>Where in which pack an image lies, in bytes.</summary>
internal sealed record PackPlace(long Pack, long Start, int Length);
