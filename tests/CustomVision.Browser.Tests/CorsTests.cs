using System.Text;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.Browser.Tests;

/// <summary>A script of another origin, as the samples in the documentation of the service are.</summary>
public sealed class CorsTests(Chromium chromium)
{
    /// <summary>The requests of the samples, sent as jQuery sends them. Returns the status, the content, or that the browser refused.</summary>
    private const string Sample =
        """
        async ([endpoint, trainingKey, predictionKey]) => {
            const ajax = (type, path, headers, data) => new Promise(done => {
                const request = new XMLHttpRequest();
                request.open(type, endpoint + '/customvision/v1.0/' + path);
                request.setRequestHeader('Accept', '*/*');
                for (const name in headers)
                    request.setRequestHeader(name, headers[name]);
                request.onload = () => done(request.status + ' ' + request.responseText);
                request.onerror = () => done('refused');
                request.send(data);
            });
            const key = { 'Training-Key': trainingKey };
            const created = await ajax('POST', 'Training/projects?name=sample', key, '{body}');
            const id = created === 'refused' ? 'none' : JSON.parse(created.slice(4)).Id;
            return [
                created.slice(0, 15),
                await ajax('GET', 'Training/projects/' + id + '/tags', { ...key, 'Content-Type': 'application/json' }),
                await ajax('GET', 'Training/projects', { 'Training-Key': 'wrong' }),
                await ajax('POST', 'Prediction/' + id + '/url', { 'Content-Type': 'application/json', 'Prediction-Key': predictionKey }, '{"Url":"http://127.0.0.1/a.png"}'),
                await ajax('DELETE', 'Training/projects/' + id, key),
            ];
        }
        """;

    [Fact]
    public async Task The_sample_of_the_documentation_works_from_an_allowed_origin_and_is_refused_from_another()
    {
        await using var pages = new ImageSource();
        var html = Encoding.ASCII.GetBytes("<!DOCTYPE html><html><head><title>Sample</title></head><body>Sample</body></html>");
        pages.Add("/", html);
        pages.Add("/favicon.ico", []);
        var (allowed, other) = (pages.Url("", "localhost"), pages.Url(""));
        await using var service = await TestService.StartAsync(with: options => options with { AllowedOrigins = [allowed] });
        await using var browser = await chromium.OpenAsync(service.Endpoint);
        string[] arguments = [service.Endpoint, TestService.TrainingKey, TestService.PredictionKey];
        var page = await browser.NewPageAsync();

        await page.GotoAsync($"{allowed}/");
        var answers = await page.EvaluateAsync<string[]>(Sample, arguments);
        await page.GotoAsync($"{other}/");
        var refused = await page.EvaluateAsync<string[]>(Sample, arguments);

        Assert.Collection(
            answers,
            created => Assert.StartsWith("200 {\"Id\":", created, StringComparison.Ordinal),
            tags => Assert.Equal("""200 {"Tags":[],"TotalTaggedImages":0,"TotalUntaggedImages":0}""", tags),
            denied => Assert.StartsWith("401 {\"statusCode\":401", denied, StringComparison.Ordinal),
            predicted => Assert.StartsWith("404 {\"Code\":\"NotFoundProjectDefaultIteration\"", predicted, StringComparison.Ordinal),
            deleted => Assert.Equal("204 ", deleted));
        Assert.Equal(Enumerable.Repeat("refused", 5), refused);
        Assert.Equal("[]", (await service.JsonAsync("GET", "projects")).ToJsonString());
    }
}
