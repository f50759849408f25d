using System.Security.Cryptography;
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
        WriteBytes(session, key, image);
        return key;
    }

    /// <summary>Writes the bytes of a stored content again if they are damaged, so that another upload of the image repairs it.</summary>
    public static void Repair(SqlSession session, long key, ImageBuffer image)
    {
        if (!IsIntact(session.QuerySingle("SELECT bytes FROM content_bytes WHERE content = $1", row => row.GetBytes(0), key), image.Sha256))
            WriteBytes(session, key, image);
    }

    /// <param name="imageId">The image to name in an error.</param>
    /// <returns>The content; null when it was deleted.</returns>
    /// <exception cref="DamagedDataException">The bytes are not those that were uploaded.</exception>
    public static ImageContent? Read(SqlSession session, long key, Guid imageId) => session.QuerySingle(
        "SELECT media_type, sha256, bytes FROM contents LEFT JOIN content_bytes ON content = key WHERE key = $1",
        row => row.IsDBNull(2) || !IsIntact(row.GetBytes(2), row.GetBytes(1))
            ? throw new DamagedDataException($"The stored image {imageId} is damaged: its bytes are not those that were uploaded. Upload it again.")
            : new ImageContent(row.GetString(0), row.GetBytes(2)),
        key);

    private static bool IsIntact(byte[]? bytes, byte[] sha256) => bytes is not null && SHA256.HashData(bytes).AsSpan().SequenceEqual(sha256);

    private static void WriteBytes(SqlSession session, long key, ImageBuffer image)
    {
        // Copied piece by piece: an image may be in a temporary file.
        session.Execute("INSERT OR REPLACE INTO content_bytes (content, bytes) VALUES ($1, zeroblob($2))", key, image.Length);
        using var blob = session.OpenBlob("content_bytes", "bytes", key);
        image.CopyTo(blob);
    }

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
