using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CustomVision.LocalService.Data;

/// <summary>
/// One connection with its prepared commands, for one thread at a time. Parameters are $1, $2, ... in the order of the values.
/// Ids are stored as 16 bytes, times as Unix milliseconds, the precision of API version 1.0.
/// </summary>
internal sealed class SqlSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> commands = [];

    /// <returns>The number of changed rows.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <returns>The key of the inserted row.</returns>
    public long Insert(string sql, params ReadOnlySpan<object?> values)
    {
        Execute(sql, values);
        return (long)Prepare("SELECT last_insert_rowid()", []).ExecuteScalar()!;
    }

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    public T? QuerySingle<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
        where T : class
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        return reader.Read() ? read(reader) : null;
    }

    /// <returns>One integer; null when there is no row, or when the value is NULL.</returns>
    public long? QueryNumber(string sql, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetInt64(0) : null;
    }

    public bool Exists(string sql, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        return reader.Read();
    }

    public int Count(string sql, params ReadOnlySpan<object?> values) => checked((int)(QueryNumber(sql, values) ?? 0));

    /// <summary>Runs a script of several statements without preparing it.</summary>
    public void ExecuteScript(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Opens a BLOB to write it as a stream. Its length is fixed when the row is inserted.</summary>
    public SqliteBlob OpenBlob(string table, string column, long key) => new(connection, table, column, key);

    /// <summary>Whether SQLite copies the log into the database and deletes it when the last connection closes.</summary>
    public void SetCheckpointOnClose(bool isOn) =>
        raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, isOn ? 0 : 1, out _);

    public void Dispose()
    {
        foreach (var command in commands.Values)
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var number = 1; number <= values.Length; number++)
                command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${number}") });
            commands.Add(sql, command);
        }
        for (var index = 0; index < values.Length; index++)
            command.Parameters[index].Value = values[index] switch
            {
                null => DBNull.Value,
                Guid id => id.ToByteArray(),
                DateTimeOffset time => time.ToUnixTimeMilliseconds(),
                var value => value,
            };
        return command;
    }
}

/// <summary>Reads the column types that the store adds to those of SQLite.</summary>
internal static class SqlRowExtensions
{
    public static byte[] GetBytes(this SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static DateTimeOffset GetTime(this SqliteDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static string? GetNullableString(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
