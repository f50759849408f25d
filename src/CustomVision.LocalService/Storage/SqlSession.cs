using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CustomVision.LocalService.Storage;

/// <summary>
/// One connection with its prepared statements, for one thread at a time. Parameters are $1, $2, ... in order. It speaks to SQLite
/// directly: for the small statements of an upload, ADO.NET would take as long as SQLite itself.
/// </summary>
internal sealed class SqlSession(SqliteConnection connection) : IDisposable
{
    // Of some values, a query needs one only where it puts its rows into a certain order.
    private const int NotNamed = 0;

    private readonly sqlite3 database = connection.Handle!;
    private readonly Dictionary<string, Prepared> prepared = [];

    /// <returns>How many rows it has changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        using var statement = Begin(sql, values);
        while (statement.Step())
        {
            // What a PRAGMA says is of no interest here.
        }
        return raw.sqlite3_changes(database);
    }

    /// <summary>Inserts one row. A RETURNING clause would say its key too, and take longer than the row itself.</summary>
    /// <returns>The key of the row.</returns>
    public long Insert(string sql, params ReadOnlySpan<object?> values)
    {
        Execute(sql, values);
        return raw.sqlite3_last_insert_rowid(database);
    }

    public List<T> Query<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values)
    {
        using var statement = Begin(sql, values);
        var rows = new List<T>();
        while (statement.Step())
            rows.Add(read(statement.Row));
        return rows;
    }

    public T? QuerySingle<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values)
        where T : class
    {
        using var statement = Begin(sql, values);
        return statement.Step() ? read(statement.Row) : null;
    }

    /// <summary>One whole number; null when there is no row, or a null in it.</summary>
    public long? QueryNumber(string sql, params ReadOnlySpan<object?> values)
    {
        using var statement = Begin(sql, values);
        return statement.Step() && !statement.Row.IsNull(0) ? statement.Row.GetInt64(0) : null;
    }

    public bool Exists(string sql, params ReadOnlySpan<object?> values)
    {
        using var statement = Begin(sql, values);
        return statement.Step();
    }

    public int Count(string sql, params ReadOnlySpan<object?> values) => checked((int)(QueryNumber(sql, values) ?? 0));

    /// <summary>Runs several statements at once, unprepared; for the schema.</summary>
    public void ExecuteScript(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var statement in prepared.Values)
            statement.Handle.Dispose();
        connection.Dispose();
    }

    private Running Begin(string sql, ReadOnlySpan<object?> values)
    {
        if (!prepared.TryGetValue(sql, out var statement))
            prepared.Add(sql, statement = Prepare(sql, values.Length));
        for (var index = 0; index < values.Length; index++)
            if (statement.Parameters[index] is var parameter && parameter != NotNamed)
                Check(Bind(statement.Handle, parameter, values[index]));
        return new Running(this, statement.Handle);
    }

    private Prepared Prepare(string sql, int parameters)
    {
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        // SQLite numbers parameters in the order in which a statement names them first.
        return new Prepared(handle, [.. Enumerable.Range(1, parameters).Select(number =>
            raw.sqlite3_bind_parameter_index(handle, string.Create(CultureInfo.InvariantCulture, $"${number}")))]);
    }

    /// <summary>Ids are kept as 16 bytes, times as Unix milliseconds: the precision that 1.0 shows.</summary>
    private static int Bind(sqlite3_stmt statement, int parameter, object? value)
    {
        switch (value)
        {
            case null:
                return raw.sqlite3_bind_null(statement, parameter);
            case long number:
                return raw.sqlite3_bind_int64(statement, parameter, number);
            case int number:
                return raw.sqlite3_bind_int64(statement, parameter, number);
            case double number:
                return raw.sqlite3_bind_double(statement, parameter, number);
            case string text:
                return raw.sqlite3_bind_text(statement, parameter, text);
            case byte[] bytes:
                return raw.sqlite3_bind_blob(statement, parameter, bytes);
            case Guid id:
                Span<byte> idBytes = stackalloc byte[16];
                id.TryWriteBytes(idBytes);
                return raw.sqlite3_bind_blob(statement, parameter, idBytes);
            case DateTimeOffset time:
                return raw.sqlite3_bind_int64(statement, parameter, time.ToUnixTimeMilliseconds());
            default:
                throw new ArgumentException($"A {value.GetType()} cannot be stored.", nameof(value));
        }
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, database);

    private sealed record Prepared(sqlite3_stmt Handle, int[] Parameters);

    private readonly ref struct Running(SqlSession session, sqlite3_stmt statement)
    {
        public SqlRow Row => new(statement);

        /// <returns>Whether there is another row.</returns>
        public bool Step()
        {
            var code = raw.sqlite3_step(statement);
            if (code == raw.SQLITE_ROW)
                return true;
            if (code != raw.SQLITE_DONE)
                session.Check(code);
            return false;
        }

        // Says once more what Step has said already.
        public void Dispose() => _ = raw.sqlite3_reset(statement);
    }
}
