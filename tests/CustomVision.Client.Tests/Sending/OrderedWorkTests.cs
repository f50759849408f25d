using System.Threading.Channels;

namespace CustomVision.Client.Tests.Sending;

/// <summary>However long single items take: in order, once each, only so many at once, and only so many inside.</summary>
public sealed class OrderedWorkTests
{
    private const int Patience = 30_000;

    [Fact(Timeout = Patience)]
    public async Task Of_an_endless_input_only_a_window_full_is_ever_inside()
    {
        const int Window = 10;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        int takenIn = 0, putOut = 0, most = 0;
        var full = new SemaphoreSlim(0);
        var work = new OrderedWork<Number>(
            3,
            Window,
            async number =>
            {
                Assert.Equal(putOut, number.Value);
                while (takenIn < putOut + Window + 1)
                    await full.WaitAsync(TestContext.Current.CancellationToken); // as slow as can be: whatever may come in has
                most = Math.Max(most, takenIn - putOut);
                if (++putOut == 300)
                    await stop.CancelAsync();
            });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.RunAsync(new Endless(), TakeIn, Done, stop.Token));

        Assert.Equal(300, putOut);
        Assert.Equal(Window + 1, most);

        Number TakeIn(int value)
        {
            takenIn++;
            full.Release();
            return new Number(value);
        }
    }

    [Fact(Timeout = Patience)]
    public async Task As_many_as_allowed_are_worked_on_at_once_and_never_more()
    {
        int busy = 0, most = 0;
        var results = new List<int>();
        var allIn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = new OrderedWork<Number>(5, 100, number => Add(results, number));

        await work.RunAsync(
            Input(50),
            value => new Number(value),
            async (number, _) =>
            {
                var now = Interlocked.Increment(ref busy);
                lock (results)
                    most = Math.Max(most, now);
                if (now == 5)
                    allIn.TrySetResult();
                await allIn.Task;
                await Task.Yield();
                Interlocked.Decrement(ref busy);
                number.Complete(number);
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(5, most);
        Assert.Equal(Enumerable.Range(0, 50), results);
    }

    [Fact(Timeout = Patience)]
    public async Task What_was_settled_before_a_pointless_one_comes_out_and_nothing_goes_on()
    {
        var results = new List<int>();
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = 0;
        var work = new OrderedWork<Number>(4, 100, number => Add(results, number));

        await Assert.ThrowsAsync<ConnectionFailedException>(() => work.RunAsync(
            new Endless(),
            value => new Number(value),
            async (number, cancellation) =>
            {
                if (number.Value == 1)
                {
                    await third.Task;
                    throw new ConnectionFailedException("Test", "No use.", timedOut: false, cause: null);
                }
                else if (number.Value is not (0 or 2))
                {
                    try
                    {
                        await Task.Delay(Timeout.Infinite, cancellation);
                    }
                    finally
                    {
                        Interlocked.Increment(ref cancelled);
                    }
                }

                number.Complete(number);
                if (number.Value == 2)
                    third.SetResult();
            },
            TestContext.Current.CancellationToken));

        Assert.Equal([0, 2], results);
        Assert.InRange(cancelled, 1, 3);
    }

    [Fact(Timeout = Patience)]
    public async Task A_reader_that_fails_ends_the_work_with_its_own_error()
    {
        var work = new OrderedWork<Number>(2, 10, _ => throw new InvalidOperationException("The reader failed."));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => work.RunAsync(new Endless(), value => new Number(value), Done, TestContext.Current.CancellationToken));

        Assert.Equal("The reader failed.", error.Message);
    }

    private static Task Done(Number number, CancellationToken cancellation)
    {
        number.Complete(number);
        return Task.CompletedTask;
    }

    private static Task Add(List<int> results, Number number)
    {
        results.Add(number.Value);
        return Task.CompletedTask;
    }

    private static ChannelReader<int> Input(int count)
    {
        var channel = Channel.CreateUnbounded<int>();
        for (var i = 0; i < count; i++)
            channel.Writer.TryWrite(i);
        channel.Writer.Complete();
        return channel.Reader;
    }

    private sealed class Number(int value) : WorkItem<Number>
    {
        public int Value => value;
    }

    private sealed class Endless : ChannelReader<int>
    {
        private int next;

        public override bool TryRead(out int item)
        {
            item = next++;
            return true;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(true);
        }
    }
}
