using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;

namespace CustomVision.LocalService.Hosting;

internal static class JsonLog
{
    /// <summary>Logs one line of JSON per entry to stderr.</summary>
    public static void AddJsonLog(this ILoggingBuilder log, LogLevel level)
    {
        log.SetMinimumLevel(level);
        // Finer entries of the framework contain query strings and headers, and so may contain keys.
        log.AddFilter("Microsoft", AtLeast(LogLevel.Warning));
        // Program reports in one line what prevents the start.
        log.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", AtLeast(LogLevel.Critical));
        log.AddJsonConsole(console =>
        {
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            console.UseUtcTimestamp = true;
            console.JsonWriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        });
        // Stdout has one line, which is not of the log.
        log.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        LogLevel AtLeast(LogLevel limit) => level > limit ? level : limit;
    }
}

/// <summary>
/// The memory that connections read into. The blocks of Kestrel have 4 KB, and each needs a system call or two, which would be a
/// large part of the cost of an upload. The service has few connections, so larger blocks take little memory.
/// </summary>
internal sealed class LargeBlockPool : IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 64 * 1024;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        public override int MaxBufferSize => Shared.MaxBufferSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, BlockBytes));

        protected override void Dispose(bool disposing)
        {
            // The shared pool is never disposed.
        }
    }
}
