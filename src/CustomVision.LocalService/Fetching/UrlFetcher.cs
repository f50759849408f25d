using System.Net;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Imaging;

namespace CustomVision.LocalService.Fetching;

/// <summary>Fetches images from the URLs in a request, with limits for size, time and concurrency.</summary>
internal sealed class UrlFetcher(ConnectionGuard guard, TimeProvider clock, ILogger<UrlFetcher> log) : IDisposable
{
    private const int MaxRedirects = 3;
    private const int MaxConcurrent = 8;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim fetching = new(MaxConcurrent);

    // Created when it is needed: most services never fetch an image, and start faster without it.
    private readonly Lazy<HttpClient> client = new(() => NewClient(guard));

    /// <summary>Returns one image per URL, in their order.</summary>
    public async Task<IncomingImages> FetchAsync(IReadOnlyList<string> urls, CancellationToken cancel)
    {
        var fetches = urls.Select(url => FetchAsync(url, ImageLimits.MaxBytes, cancel)).ToArray();
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

    /// <param name="maxBytes">The largest image.</param>
    public async Task<IncomingImage> FetchAsync(string url, int maxBytes, CancellationToken cancel)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !IsHttp(address))
            return new IncomingImage(url, ImageStatus.ErrorSource);

        await fetching.WaitAsync(cancel);
        try
        {
            using var timeLimit = new CancellationTokenSource(TimeLimit, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeLimit.Token);
            return await ReadAsync(url, address, maxBytes, either.Token);
        }
        catch (SourceException error) when (!cancel.IsCancellationRequested)
        {
            // Only the host: the rest of a URL may contain a signature.
            log.LogInformation("The image can't be fetched from {Host}: {Reason}", address.Host, error.Message);
            return new IncomingImage(url, ImageStatus.ErrorSource);
        }
        finally
        {
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
            // With a proxy, the guard would check the proxy and not the host.
            UseProxy = false,
            UseCookies = false,
            // The handler would follow redirects to other schemes.
            AllowAutoRedirect = false,
            ConnectTimeout = TimeLimit,
            MaxResponseHeadersLength = 32,
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        // Some hosts refuse requests without a User-Agent.
        client.DefaultRequestHeaders.UserAgent.ParseAdd("CustomVision.LocalService");
        return client;
    }

    private async Task<IncomingImage> ReadAsync(string url, Uri address, int maxBytes, CancellationToken cancel)
    {
        using var response = await FromSourceAsync(() => GetAsync(address, cancel));
        if (response.StatusCode != HttpStatusCode.OK)
            throw new SourceException($"the status code is {(int)response.StatusCode}");
        if (response.Content.Headers.ContentLength > maxBytes)
            return new IncomingImage(url, ImageStatus.ErrorImageSize);

        await using var body = await FromSourceAsync(() => response.Content.ReadAsStreamAsync(cancel));
        var image = await FromSourceAsync(() => IncomingImage.ReadAsync(body, url, maxBytes, cancel));
        return image ?? new IncomingImage(url, ImageStatus.ErrorImageFormat);
    }

    /// <summary>Follows redirects, each checked by the guard: to http and https only, and never from https to http.</summary>
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
            if (!IsHttp(next) || (address.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp))
                throw new SourceException($"it redirects from {address.Scheme} to {next.Scheme}");
            address = next;
        }
    }

    private static bool IsHttp(Uri address) => address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>Attributes a failure to the source of the image and not to the store.</summary>
    private static async Task<T> FromSourceAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (OperationCanceledException error)
        {
            throw new SourceException("it timed out", error);
        }
        catch (Exception error)
        {
            throw new SourceException((error.InnerException as SourceException ?? error).Message, error);
        }
    }
}
