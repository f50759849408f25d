using System.Buffers;
using System.Net;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Fetching;

/// <summary>Fetches images from URLs that a client names: not too large, not too slow, not too many at once.</summary>
internal sealed class UrlFetcher(Store store, ConnectionGuard guard, TimeProvider clock, ILogger<UrlFetcher> log) : IDisposable
{
    private const int MaxRedirects = 3;
    private const int MaxAtOnce = 8;
    private const int BufferBytes = 64 * 1024;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim fetching = new(MaxAtOnce);

    // Most services never fetch anything, and start sooner without.
    private readonly Lazy<HttpClient> client = new(() => NewClient(guard));

    /// <summary>One for each URL, in their order.</summary>
    public async Task<IncomingImages> FetchAsync(IReadOnlyList<string> urls, CancellationToken cancel)
    {
        var fetches = urls.Select(url => FetchAsync(url, ImageIntake.MaxImageBytes, cancel)).ToArray();
        try
        {
            var images = new IncomingImages();
            foreach (var image in await Task.WhenAll(fetches))
                images.Add(image);
            return images;
        }
        catch
        {
            foreach (var fetch in fetches.Where(fetch => fetch.IsCompletedSuccessfully))
                (await fetch).Dispose();
            throw;
        }
    }

    /// <param name="maxBytes">What the image may have.</param>
    public async Task<IncomingImage> FetchAsync(string url, int maxBytes, CancellationToken cancel)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !IsWeb(address))
            return IncomingImage.Refused(url, ImageStatus.ErrorSource);

        await fetching.WaitAsync(cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var timeLimit = new CancellationTokenSource(TimeLimit, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeLimit.Token);
            return await ReadAsync(url, address, maxBytes, buffer, either.Token);
        }
        catch (SourceException error) when (!cancel.IsCancellationRequested)
        {
            // The host only: the rest of a URL may be somebody's signature.
            log.LogInformation("No image from {Host}: {Reason}", address.Host, error.Message);
            return IncomingImage.Refused(url, ImageStatus.ErrorSource);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            fetching.Release();
        }
    }

    public void Dispose()
    {
        if (client.IsValueCreated)
            client.Value.Dispose();
        fetching.Dispose();
    }

    private static HttpClient NewClient(ConnectionGuard guard)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = guard.ConnectAsync,
            // A proxy would be connected to in place of the host, and get past the guard.
            UseProxy = false,
            UseCookies = false,
            // The handler would take ftp, gopher and other schemes for http.
            AllowAutoRedirect = false,
            ConnectTimeout = TimeLimit,
            MaxResponseHeadersLength = 32,
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        // Some hosts turn away who does not say what it is.
        client.DefaultRequestHeaders.UserAgent.ParseAdd("CustomVision.LocalService");
        return client;
    }

    private async Task<IncomingImage> ReadAsync(string url, Uri address, int maxBytes, byte[] buffer, CancellationToken cancel)
    {
        using var response = await FromSource(() => GetAsync(address, cancel));
        if (response.StatusCode != HttpStatusCode.OK)
            throw new SourceException($"it answered {(int)response.StatusCode}");
        if (response.Content.Headers.ContentLength > maxBytes)
            return IncomingImage.Refused(url, ImageStatus.ErrorImageSize);

        await using var body = await FromSource(() => response.Content.ReadAsStreamAsync(cancel));
        var image = await ImageIntake.ReadAsync(
            part => FromSource(() => body.ReadAsync(part, cancel).AsTask()), url, buffer, store.Images, maxBytes, readsToEnd: false);
        return image ?? IncomingImage.Refused(url, ImageStatus.ErrorImageFormat);
    }

    /// <summary>Follows redirects, each through the guard: within the web, and never from https to http.</summary>
    private async Task<HttpResponseMessage> GetAsync(Uri address, CancellationToken cancel)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            var response = await client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
                return response;

            response.Dispose();
            var next = new Uri(address, location);
            if (redirects == MaxRedirects)
                throw new SourceException($"it redirects more than {MaxRedirects} times");
            if (!IsWeb(next) || (address.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp))
                throw new SourceException($"it redirects from {address.Scheme} to {next.Scheme}");
            address = next;
        }
    }

    private static bool IsWeb(Uri address) => address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>Whatever goes wrong there is the source's; what goes wrong in the store is not.</summary>
    private static async Task<T> FromSource<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (OperationCanceledException error)
        {
            throw new SourceException("it took too long", error);
        }
        catch (Exception error)
        {
            throw new SourceException((error.InnerException as SourceException ?? error).Message, error);
        }
    }
}
