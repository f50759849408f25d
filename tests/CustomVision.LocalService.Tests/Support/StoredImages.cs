using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>Looks into a data folder from outside.</summary>
internal static class StoredImages
{
    /// <summary>The hashes of all images that are kept in a data folder; and sees to it that every pack there is has rows, and every row its pack.</summary>
    public static List<string> In(string data)
    {
        var packed = new List<string>();
        var packs = new HashSet<string>();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(data, "store.db")};Mode=ReadOnly;Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT lower(hex(sha256)), format('%016x.pack', pack) FROM contents WHERE pack IS NOT NULL";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                packed.Add(reader.GetString(0));
                packs.Add(reader.GetString(1));
            }
        }
        Assert.Equal(packs.Order(), Packs(data).Select(Path.GetFileName).Order());
        return [.. packed, .. Lone(data).Select(file => Path.GetFileName(file))];
    }

    /// <summary>The files that hold several images.</summary>
    public static string[] Packs(string data) => Directory.GetFiles(Path.Combine(data, "packs"));

    /// <summary>The files that hold one image.</summary>
    public static string[] Lone(string data) => Directory.GetFiles(Path.Combine(data, "images"), "*", SearchOption.AllDirectories);
}
