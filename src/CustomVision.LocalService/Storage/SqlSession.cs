using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Storage;

/// <summary>One connection with its prepared statements. For one thread at a time. Parameters are $1, $2, ... in order.</summary>
internal sealed class SqlSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> prepared = [];

    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

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

    public T? QueryValue<T>(string sql, params ReadOnlySpan<object?> values)
        where T : struct =>
        Prepare(sql, values).ExecuteScalar() is T value ? value : null;

    public bool Exists(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteScalar() is not null;

    public int Count(string sql, params ReadOnlySpan<object?> values) => checked((int)(QueryValue<long>(sql, values) ?? 0));

    public long LastInsertKey() => QueryValue<long>("SELECT last_insert_rowid()") ?? 0;

    /// <summary>Runs several statements at once, unprepared; for the schema.</summary>
    public void ExecuteScript(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values)
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var number = 1; number <= values.Length; number++)
                command.Parameters.Add(new SqliteParameter($"${number}", null));
            prepared.Add(sql, command);
        }
        for (var index = 0; index < values.Length; index++)
            command.Parameters[index].Value = Stored(values[index]);
        return command;
    }

    /// <summary>Ids are kept as 16 bytes, times as Unix milliseconds: the precision that 1.0 shows.</summary>
    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToByteArray(),
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        _ => value,
    };
}

internal static class StoredValues
{
    public static DateTimeOffset GetTime(this SqliteDataReader row, int ordinal) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(ordinal));
}
