using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>Reads the database of a data folder from outside of the service.</summary>
internal static class StoredImages
{
    /// <summary>The hashes of all stored contents.</summary>
    public static List<string> In(string data) => Query(data, "SELECT lower(hex(sha256)) FROM contents");

    /// <summary>The first column of a query.</summary>
    public static List<string> Query(string data, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "store.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
