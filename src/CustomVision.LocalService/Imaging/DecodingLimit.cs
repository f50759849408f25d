namespace CustomVision.LocalService.Imaging;

/// <summary>Limits how many images requests decode at the same time, because a decoded image takes up to 100 MB.</summary>
internal sealed class DecodingLimit : IDisposable
{
    private const int MaxConcurrent = 4;

    private readonly SemaphoreSlim slots = new(Math.Min(MaxConcurrent, Environment.ProcessorCount));

    public async Task<T> RunAsync<T>(Func<T> decode, CancellationToken cancel)
    {
        await slots.WaitAsync(cancel);
        try
        {
            return decode();
        }
        finally
        {
            slots.Release();
        }
    }

    public void Dispose() => slots.Dispose();
}
