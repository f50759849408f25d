using CustomVision.Browser.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace CustomVision.Browser.Tests;

/// <summary>One headless Chromium for all tests. It must be installed: nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Variable = "CHROMIUM_PATH";

    // The limit of each wait for the browser, long enough for a busy machine.
    private const float LimitMilliseconds = 120_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } executable)
            return;
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(LimitMilliseconds);
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Timeout = LimitMilliseconds,
            // Turns off everything that would connect to other machines.
            Args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>Opens a browser context. Without Chromium, the test is skipped and says so.</summary>
    internal async Task<IBrowserContext> OpenAsync(string baseUrl)
    {
        if (browser is null)
            Assert.Skip($"not run: Chromium was not found. Install it, or set {Variable} to its path.");
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = baseUrl });
        context.SetDefaultTimeout(LimitMilliseconds);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return named;
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name + suffix)))
            .FirstOrDefault(File.Exists);
    }
}
