using CustomVision.LocalService.Imaging;

namespace CustomVision.LocalService.Storage;

/// <summary>The rows of the pictures that the service keeps: each content once, however many images and predictions have it.</summary>
internal static class StoredContents
{
    /// <returns>The key of the content; null when it is not there.</returns>
    public static long? Find(SqlSession session, byte[] sha256) =>
        session.QueryValue<long>("SELECT key FROM contents WHERE sha256 = $1", sha256);

    /// <param name="place">Null for a picture that lies in no pack.</param>
    public static long Add(SqlSession session, byte[] sha256, PictureHeader header, PackPlace? place) => session.QueryValue<long>(
        """
        INSERT INTO contents (sha256, media_type, width, height, pack, start, length)
        VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING key
        """,
        sha256, header.MediaType, header.Width, header.Height, place?.Pack, place?.Start, place?.Length)!.Value;

    /// <returns>Its hash, and where it lies; null when it is not there.</returns>
    public static StoredContent? Get(SqlSession session, long key) => session.QuerySingle(
        "SELECT sha256, pack, start, length FROM contents WHERE key = $1",
        row => new StoredContent(
            row.GetFieldValue<byte[]>(0),
            row.IsDBNull(1) ? null : new PackPlace(row.GetInt64(1), row.GetInt32(2), row.GetInt32(3))),
        key);

    public static void Delete(SqlSession session, long key) => session.Execute("DELETE FROM contents WHERE key = $1", key);
}

/// <param name="Place">Null for a picture that lies in no pack.</param>
internal sealed record StoredContent(byte[] Sha256, PackPlace? Place);

/// <summary>Where in which pack a picture lies, in bytes.</summary>
internal sealed record PackPlace(long Pack, int Start, int Length);
