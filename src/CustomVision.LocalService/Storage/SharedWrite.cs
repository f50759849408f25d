namespace CustomVision.LocalService.Storage;

/// <summary>A piece of work that may share its transaction with others.</summary>
internal sealed class SharedWrite(Func<SqlSession, object> work, Action? undone)
{
    private readonly TaskCompletionSource<(object, long)> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private object? result;

    /// <summary>Ends when the transaction is committed, and not yet on the disk, or the work has failed.</summary>
    public Task<(object Result, long Version)> Done => done.Task;

    /// <summary>May be called again once what it did has been undone.</summary>
    public void Do(SqlSession session) => result = work(session);

    public void Undo() => undone?.Invoke();

    public void Answer(long version) => done.SetResult((result!, version));

    public void Fail(Exception error) => done.SetException(error);
}
