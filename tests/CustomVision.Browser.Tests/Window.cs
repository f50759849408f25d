using CustomVision.LocalService.Tests.Support;
using Microsoft.Playwright;

namespace CustomVision.Browser.Tests;

/// <summary>
/// The browser context of one test class. A context takes seconds to open, so the tests share it: each test starts with a new page and
/// without cookies.
/// </summary>
public sealed class Window(Chromium chromium, SampleService sample) : IAsyncDisposable
{
    private IBrowserContext? context;

    /// <summary>The context of the open page.</summary>
    public IBrowserContext Context => context ?? throw new InvalidOperationException("No page is open.");

    /// <summary>Opens a page that is signed out. Relative URLs lead to the sample service.</summary>
    public async Task<IPage> OpenAsync(ColorScheme scheme = ColorScheme.Light, int width = 1400)
    {
        context ??= await chromium.OpenAsync(sample.Service.Endpoint);
        await context.ClearCookiesAsync();
        var previous = context.Pages.ToList(); // a copy: the list changes when a page opens or closes
        var page = await context.NewPageAsync();
        foreach (var old in previous)
            await old.CloseAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.SetViewportSizeAsync(width, 900);
        return page;
    }

    /// <summary>Signs the open page in at a service, without the form.</summary>
    internal Task SignInAsync(TestService service) => SampleService.SignInAsync(Context, service);

    public async ValueTask DisposeAsync()
    {
        if (context is not null)
            await context.DisposeAsync();
    }
}
