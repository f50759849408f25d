using System.Net.NetworkInformation;
using System.Runtime.CompilerServices;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>
/// Nothing goes on behind an upload that was stopped. Whatever still worked for it (a thread, a task in the pool, a timer, a
/// request, a registration for a stop) would keep the uploader and its files in memory; so it is enough to see them go.
/// </summary>
public sealed class StoppedUploadTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder folder = new();
    private readonly CancellationTokenSource stop = new(); // held, so that what is registered with it is held

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        stop.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Nothing_of_it_stays_when_four_requests_hang()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        var paths = folder.WriteImages(40, size: 200_000);
        var options = new UploadSetup { BatchSize = 4, JournalPath = folder.PathOf("upload.journal") };

        var left = await StopAsync(server, paths, options, underWay: () => RequestsAsync(server, 4));

        Assert.Empty(OpenFiles());
        Assert.Equal(4, server.Requests.Count);
        await AssertGoneAsync(left);
        Assert.True(SpinWait.SpinUntil(() => Connections(server) == 0, Soon), "A connection stays open.");
    }

    [Fact]
    public async Task Nothing_of_it_stays_when_batches_wait_for_their_retry()
    {
        await using var server = new ScriptedServer(ServerReply.Empty(429, "Retry-After: 300\r\n"));
        var retries = 0;
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var left = await StopAsync(
            server,
            folder.WriteImages(40),
            new UploadSetup { BatchSize = 4 },
            underWay: () => told.Task.WaitAsync(Soon, Token),
            _ =>
            {
                if (Interlocked.Increment(ref retries) == 4)
                    told.SetResult();
                return Task.CompletedTask;
            });

        Assert.Empty(OpenFiles());
        await AssertGoneAsync(left);
    }

    /// <summary>Stops an upload that is under way, and gives what belonged to it without holding it.</summary>
    // By itself, so that no variable of the test holds any of it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<IReadOnlyList<WeakReference>> StopAsync(
        ScriptedServer server, string[] paths, UploadSetup options, Func<Task> underWay, Func<RetryRecord, Task>? onRetry = null)
    {
        var input = new LazyPaths(paths);
        using var uploader = server.NewFreeUploader(_ => { }, options, onRetry);
        var upload = uploader.UploadAsync(input, stop.Token);
        await underWay();
        Assert.False(upload.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.WaitAsync(Soon, Token));
        return [new WeakReference(uploader), new WeakReference(input), new WeakReference(uploader.Counters), new WeakReference(upload)];
    }

    private static async Task RequestsAsync(ScriptedServer server, int count)
    {
        for (var request = 1; request <= count; request++)
            await server.NextRequestAsync(Token);
    }

    private static async Task AssertGoneAsync(IReadOnlyList<WeakReference> left)
    {
        await Task.Yield(); // off the stack of what has just ended, which holds all of it
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    return left.All(reference => !reference.IsAlive);
                },
                Soon),
            $"Held: {string.Join(", ", left.Select(reference => reference.Target).OfType<object>().Select(one => one.GetType().Name))}.");
    }

    // Only Linux tells; elsewhere the folder, which could not be deleted, does.
    private string[] OpenFiles() => OperatingSystem.IsLinux()
        ? [.. Directory.EnumerateFiles("/proc/self/fd").Select(TargetOf).Where(file => file.StartsWith(folder.Path, StringComparison.Ordinal))]
        : [];

    // A descriptor may be closed, by another test, between the listing and the look.
    private static string TargetOf(string descriptor) => new FileInfo(descriptor).LinkTarget ?? "";

    // This process' own ends of connections to the server that are still open.
    private static int Connections(ScriptedServer server) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.RemoteEndPoint.Port == server.Endpoint.Port && connection.State == TcpState.Established);
}
