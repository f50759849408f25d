using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Storage;

/// <summary>A piece of work that shares its transaction with others.</summary>
internal sealed class SharedWrite(Func<SqlSession, object> work, Action? undone)
{
    private readonly TaskCompletionSource<object> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private object? result;
    private Exception? failure;

    /// <summary>Ends when the transaction is on the disk, or the work has failed.</summary>
    public Task<object> Done => done.Task;

    /// <summary>Leaves nothing of the work behind when it fails.</summary>
    public void Do(SqlSession session)
    {
        session.Execute("SAVEPOINT work");
        try
        {
            result = work(session);
        }
        // When the database itself fails, all of the transaction does.
        catch (Exception error) when (error is not SqliteException)
        {
            failure = error;
            session.Execute("ROLLBACK TO work");
            undone?.Invoke();
        }
        session.Execute("RELEASE work");
    }

    public void Answer()
    {
        if (failure is null)
            done.SetResult(result!);
        else
            done.SetException(failure);
    }

    /// <summary>The transaction has failed, and with it this piece of work.</summary>
    public void Fail(Exception error)
    {
        if (failure is null)
            undone?.Invoke();
        done.SetException(failure ?? error);
    }
}
