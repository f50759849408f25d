using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace CustomVision.Browser.Tests;

/// <summary>The rules of axe, run in the page itself. RunAxe of the Playwright package would load axe again and open another page for each run.</summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    public static async Task<IPage> OpenAsync(Window window, ColorScheme scheme = ColorScheme.Light, int width = 1400)
    {
        var page = await window.OpenAsync(scheme, width);
        await page.AddInitScriptAsync(Script);
        return page;
    }

    public static async Task<(string[] Passed, string[] Violations)> RunAsync(IPage page)
    {
        var result = await page.EvaluateAsync<string[][]>("""
            async () => {
                // The pages have no frames.
                const { passes, violations } = await axe.run({ iframes: false, resultTypes: ['violations'] });
                return [
                    passes.map(rule => rule.id),
                    violations.map(rule => `${rule.id}: ${rule.help} ${rule.nodes.map(node => node.html).join(' ')}`),
                ];
            }
            """);
        return (result[0], result[1]);
    }

    /// <param name="mayScroll">Whether a table may have to be scrolled sideways. The page itself never may.</param>
    public static async Task AssertGoodAsync(IPage page, bool mayScroll = false)
    {
        var (passed, violations) = await RunAsync(page);
        Assert.Contains("color-contrast", passed);
        Assert.True(violations.Length == 0, $"{page.Url}: {string.Join("; ", violations)}");
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            mayScroll => [document.documentElement, ...document.querySelectorAll(mayScroll ? 'none' : '.wide')]
                .filter(part => part.scrollWidth > part.clientWidth).map(part => part.outerHTML.slice(0, 200))
            """, mayScroll));
    }
}
