using System.Net;

namespace CustomVision.Client.Tests.Sending;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan Long = TimeSpan.FromDays(1);

    [Theory]
    [InlineData(408, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    [InlineData(413, false)]
    public void Some_refusals_pass_and_some_do_not(int status, bool passes)
    {
        var policy = new RetryPolicy(8, Long, new FakeClock());

        Assert.Equal(passes, IsTransient(Refusal(status)));
        Assert.Equal(passes, policy.GetDelay(Refusal(status), 0, TimeSpan.Zero) is not null);
    }

    [Fact]
    public void A_broken_connection_passes_and_an_answer_of_something_else_does_not()
    {
        Assert.True(IsTransient(new ConnectionFailedException("Op", "broken", timedOut: false, null)));
        Assert.True(IsTransient(new ConnectionFailedException("Op", "silent", timedOut: true, null)));
        Assert.False(IsTransient(new UnexpectedAnswerException("Op", "a page", HttpStatusCode.OK)));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(7, 30)]
    [InlineData(1_000, 30)]
    [InlineData(int.MaxValue - 1, 30)]
    public void A_wait_is_anything_from_none_to_a_ceiling_that_doubles_up_to_30_seconds(int retries, double ceiling)
    {
        foreach (var dice in (double[])[0, 0.25, 0.5, 0.999])
        {
            var policy = new RetryPolicy(int.MaxValue, TimeSpan.MaxValue, new FakeClock { Dice = () => dice });

            Assert.Equal(dice * ceiling, policy.GetDelay(Refusal(500), retries, TimeSpan.Zero)!.Value.TotalSeconds, 3);
        }
    }

    [Theory]
    [InlineData("Please retry after 1 second.", 1)]
    [InlineData("... pricing tier. Please Retry After 17 seconds. To increase your rate limit switch to a paid tier.", 17)]
    [InlineData("retry after 0 seconds", 0)]
    [InlineData("retry after 100000 seconds", 100_000)]
    [InlineData("retry after 99999999999999999999 seconds", null)]
    [InlineData("retry after -5 seconds", null)]
    [InlineData("retry after a while", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void What_the_service_asks_for_in_words_is_understood(string? words, int? seconds) =>
        Assert.Equal(seconds, (int?)RetryPolicy.GetRetryAfter(Refusal(429, words))?.TotalSeconds);

    [Theory]
    [InlineData(7, 7)]
    [InlineData(0, 0)]
    [InlineData(-60, 0)] // a date that is past
    public void What_the_service_asks_for_in_its_header_counts_before_its_words(int header, int seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            RetryPolicy.GetRetryAfter(Refusal(429, "retry after 3 seconds", TimeSpan.FromSeconds(header))));

    [Fact]
    public void No_answer_asks_for_nothing() =>
        Assert.Null(RetryPolicy.GetRetryAfter(new ConnectionFailedException("Op", "retry after 3 seconds", timedOut: false, null)));

    [Theory]
    [InlineData(20, 20)] // more than the ceiling
    [InlineData(45, 45)]
    [InlineData(1, 8)] // less than what the dice say
    [InlineData(0, 8)]
    [InlineData(-60, 8)]
    public void A_wait_is_never_shorter_than_the_service_asks_for(int asked, int seconds)
    {
        var policy = new RetryPolicy(8, Long, new FakeClock { Dice = () => 0.5 });

        var delay = policy.GetDelay(Refusal(429, null, TimeSpan.FromSeconds(asked)), 5, TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromSeconds(seconds), delay);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    public void There_are_so_many_retries_and_no_more(int most, int expected)
    {
        var policy = new RetryPolicy(most, Long, new FakeClock());

        Assert.Equal(expected, Enumerable.Range(0, 10).TakeWhile(retries => policy.GetDelay(Refusal(500), retries, TimeSpan.Zero) is not null).Count());
    }

    [Fact]
    public void What_would_end_after_the_time_limit_is_not_begun()
    {
        var clock = new FakeClock();
        var policy = new RetryPolicy(100, TimeSpan.FromSeconds(60), clock);
        var begun = clock.Now;
        var failure = Refusal(429, null, TimeSpan.FromSeconds(20));

        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(TimeSpan.FromSeconds(20), policy.GetDelay(failure, 0, begun));
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(policy.GetDelay(failure, 0, begun));
        Assert.Null(policy.GetDelay(Refusal(429, null, TimeSpan.FromDays(10_000)), 0, clock.Now));
    }

    private static bool IsTransient(CustomVisionException failure) => failure.Scope == FailureScope.Transient;

    private static ServiceErrorException Refusal(int status, string? words = null, TimeSpan? retryAfter = null) =>
        new("Op", (HttpStatusCode)status, new ServiceError(null, words), null, retryAfter);
}
