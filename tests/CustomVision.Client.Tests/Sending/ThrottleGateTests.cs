using CsCheck;

namespace CustomVision.Client.Tests.Sending;

public sealed class ThrottleGateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task As_many_as_the_limit_go_in_and_the_next_waits_for_one_to_leave()
    {
        var gate = new ThrottleGate(3);
        await FillAsync(gate, 3);

        var fourth = gate.EnterAsync(Token);
        var fifth = gate.EnterAsync(Token);
        Assert.False(fourth.IsCompleted);
        gate.Leave(RequestOutcome.Unknown);

        await fourth;
        Assert.False(fifth.IsCompleted);
        gate.Leave(RequestOutcome.Unknown);
        await fifth;
    }

    [Fact]
    public async Task Each_refusal_for_too_many_lowers_the_limit_by_one_down_to_one()
    {
        var gate = new ThrottleGate(3);
        var limits = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            await gate.EnterAsync(Token);
            gate.Leave(RequestOutcome.Throttled);
            limits.Add(gate.Limit);
        }

        Assert.Equal([2, 1, 1, 1], limits);
    }

    [Fact]
    public async Task Above_a_lowered_limit_nobody_goes_in_until_enough_have_left()
    {
        var gate = new ThrottleGate(3);
        await FillAsync(gate, 3);
        var next = gate.EnterAsync(Token);

        gate.Leave(RequestOutcome.Throttled); // two inside, and no more than two may be
        Assert.False(next.IsCompleted);
        gate.Leave(RequestOutcome.Throttled); // one and one
        Assert.False(next.IsCompleted);
        gate.Leave(RequestOutcome.Unknown);

        await next;
    }

    [Fact]
    public async Task A_run_of_answers_raises_the_limit_by_one_up_to_where_it_began()
    {
        var gate = new ThrottleGate(3);
        await PassAsync(gate, RequestOutcome.Throttled, 2);
        var limits = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            await PassAsync(gate, RequestOutcome.Answered);
            limits.Add(gate.Limit);
        }

        Assert.Equal([1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3], limits);
    }

    [Fact]
    public async Task A_refusal_ends_the_run_and_a_broken_request_does_neither()
    {
        var gate = new ThrottleGate(3);
        await PassAsync(gate, RequestOutcome.Throttled); // 2
        await PassAsync(gate, RequestOutcome.Answered, 3);
        await PassAsync(gate, RequestOutcome.Throttled); // 1
        await PassAsync(gate, RequestOutcome.Answered);
        Assert.Equal(1, gate.Limit);

        await PassAsync(gate, RequestOutcome.Unknown, 10);
        Assert.Equal(1, gate.Limit);
        await PassAsync(gate, RequestOutcome.Answered);
        Assert.Equal(2, gate.Limit);
    }

    [Fact]
    public async Task A_raised_limit_lets_one_more_in_at_once()
    {
        var gate = new ThrottleGate(2);
        await PassAsync(gate, RequestOutcome.Throttled);
        await PassAsync(gate, RequestOutcome.Answered);
        await gate.EnterAsync(Token);
        Task second = gate.EnterAsync(Token), third = gate.EnterAsync(Token);

        gate.Leave(RequestOutcome.Answered);

        await Task.WhenAll(second, third);
        Assert.Equal(2, gate.Limit);
    }

    [Fact]
    public async Task Someone_who_gives_up_waiting_leaves_no_place_taken()
    {
        var gate = new ThrottleGate(2);
        await FillAsync(gate, 2);
        using var stop = new CancellationTokenSource();
        var waiting = gate.EnterAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        gate.Leave(RequestOutcome.Unknown);
        gate.Leave(RequestOutcome.Unknown);

        Assert.True(gate.EnterAsync(Token).IsCompletedSuccessfully);
        Assert.True(gate.EnterAsync(Token).IsCompletedSuccessfully);
        Assert.False(gate.EnterAsync(Token).IsCompleted);
    }

    [Fact]
    public async Task Someone_who_has_given_up_beforehand_does_not_wait()
    {
        var gate = new ThrottleGate(1);
        await FillAsync(gate, 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.EnterAsync(new CancellationToken(canceled: true)));

        gate.Leave(RequestOutcome.Unknown);
        Assert.True(gate.EnterAsync(Token).IsCompletedSuccessfully);
    }

    // What is done, one after the other: go in, leave in one of three ways, or give up waiting.
    [Fact]
    public Task Whatever_is_done_nobody_waits_where_there_is_room_and_no_place_is_lost() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 7].Array[0, 60]).SampleAsync(async (most, steps) =>
        {
            var gate = new ThrottleGate(most);
            var inside = 0;
            var waiting = new List<(Task Entry, CancellationTokenSource Stop)>();
            foreach (var step in steps)
            {
                var before = inside;
                if (step < 3)
                {
                    var stop = new CancellationTokenSource();
                    var entry = gate.EnterAsync(stop.Token);
                    if (entry.IsCompletedSuccessfully)
                        inside++;
                    else
                        waiting.Add((entry, stop));
                    Assert.True(inside <= Math.Max(gate.Limit, before));
                }
                else if (step == 3 && waiting.Count > 0)
                {
                    var (entry, stop) = waiting[^1];
                    await stop.CancelAsync();
                    await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entry);
                    waiting.RemoveAt(waiting.Count - 1);
                }
                else if (step > 3 && inside > 0)
                {
                    gate.Leave((RequestOutcome)(step % 3));
                    inside--;
                    // Those who came first go in first.
                    while (waiting.Count > 0 && inside < gate.Limit)
                    {
                        await waiting[0].Entry.WaitAsync(TimeSpan.FromSeconds(20), Token);
                        waiting.RemoveAt(0);
                        inside++;
                    }
                }

                Assert.InRange(gate.Limit, 1, most);
                Assert.InRange(inside, 0, most);
                Assert.True(waiting.Count == 0 || inside >= gate.Limit);
                Assert.All(waiting, place => Assert.False(place.Entry.IsCompleted));
            }
        }, iter: 3_000);

    [Fact]
    public async Task From_many_threads_there_are_never_more_inside_than_may_be()
    {
        var gate = new ThrottleGate(4);
        int inside = 0, most = 0;

        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                await gate.EnterAsync(Token);
                var now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
                gate.Leave((worker + i) % 7 == 0 ? RequestOutcome.Throttled : RequestOutcome.Answered);
            }
        })));

        Assert.InRange(most, 1, 4);
        Assert.Equal(0, inside);
        await PassAsync(gate, RequestOutcome.Answered, 40);
        await FillAsync(gate, 4);
    }

    private static async Task PassAsync(ThrottleGate gate, RequestOutcome outcome, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await gate.EnterAsync(Token);
            gate.Leave(outcome);
        }
    }

    private static async Task FillAsync(ThrottleGate gate, int places)
    {
        for (var i = 0; i < places; i++)
        {
            var entry = gate.EnterAsync(Token);
            Assert.True(entry.IsCompletedSuccessfully);
            await entry;
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
            // Someone else was faster.
        }
    }
}
