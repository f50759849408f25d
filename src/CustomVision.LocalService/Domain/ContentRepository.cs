using CustomVision.LocalService.Data;
using CustomVision.LocalService.Imaging;

namespace CustomVision.LocalService.Domain;

/// <summary>The bytes of images. Each content is stored once, however many images and predictions refer to it.</summary>
internal static class ContentRepository
{
    /// <summary>Finds the hash $1 by the index, which holds the first eight bytes of each.</summary>
    public const string HashIs1 = "substr(sha256, 1, 8) = substr($1, 1, 8) AND sha256 = $1";

    /// <returns>The key of the content; null when it isn't stored.</returns>
    public static long? Find(SqlSession session, byte[] sha256) =>
        session.QueryNumber($"SELECT key FROM contents WHERE {HashIs1}", sha256);

    /// <returns>The key of the new content.</returns>
    public static long Add(SqlSession session, ImageBuffer image, ImageHeader header)
    {
        var key = session.Insert(
            "INSERT INTO contents (sha256, media_type, width, height) VALUES ($1, $2, $3, $4)",
            image.Sha256, header.MediaType, header.Width, header.Height);
        // Copied piece by piece: an image may be in a temporary file.
        session.Execute("INSERT INTO content_bytes (content, bytes) VALUES ($1, zeroblob($2))", key, image.Length);
        using var blob = session.OpenBlob("content_bytes", "bytes", key);
        image.CopyTo(blob);
        return key;
    }

    /// <returns>The bytes; null when the content was deleted.</returns>
    public static byte[]? Read(SqlSession session, long key) =>
        session.QuerySingle("SELECT bytes FROM content_bytes WHERE content = $1", row => row.GetBytes(0), key);

    /// <summary>Deletes the contents that no row refers to any more, and the features that were extracted from them.</summary>
    public static void DeleteUnreferenced(SqlSession session, IEnumerable<long> keys)
    {
        foreach (var key in keys)
            if (session.Execute(
                """
                DELETE FROM contents WHERE key = $1
                    AND NOT EXISTS (SELECT 1 FROM images WHERE content = $1)
                    AND NOT EXISTS (SELECT 1 FROM removed_images WHERE content = $1)
                    AND NOT EXISTS (SELECT 1 FROM predictions WHERE content = $1)
                """,
                key) > 0)
            {
                session.Execute("DELETE FROM content_bytes WHERE content = $1", key);
                session.Execute("DELETE FROM features WHERE content = $1", key);
            }
    }
}
