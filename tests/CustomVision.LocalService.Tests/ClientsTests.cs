using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

/// <summary>
/// The call in the service's own documentation, made whole by each kind of client. What is not on the machine is skipped, and
/// says so.
/// </summary>
public sealed class ClientsTests(ServiceOfClass shared) : IClassFixture<ServiceOfClass>
{
    [Fact]
    public Task Curl() => ShowAsync(
        "\"brick_01.jpg\"", "curl", "--version",
        file => ["-sS", "--fail-with-body", "-X", "POST", "{url}", "-H", "Training-key: {key}", "-F", $"imageData=@{Path.GetFileName(file)}"]);

    [Fact]
    public Task Curl_with_a_bare_body() => ShowAsync(
        null, "curl", "--version",
        file => ["-sS", "--fail-with-body", "-X", "POST", "{url}", "-H", "Training-Key: {key}", "-H", "Content-Type: application/octet-stream", "--data-binary", $"@{file}"]);

    [Fact]
    public async Task A_csharp_program()
    {
        var service = shared.Service;
        var (url, file) = await PrepareAsync(service);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Training-Key", TestService.TrainingKey);
        await using var stream = File.OpenRead(file);
        using var form = new MultipartFormDataContent { { new StreamContent(stream), "imageData", stream.Name } };

        using var response = await client.PostAsync(url, form, TestService.Cancel);

        // What is no token in HTTP stands in quotes, and a path is none.
        await CheckAsync(service, await response.Content.ReadAsStringAsync(TestService.Cancel), $"\"{file}\"");
    }

    // The programs below take URL, KEY and FILE from the environment and print the answer.
    [Fact]
    public Task Python_with_its_standard_library_only() => ShowAsync("\"brick_01.jpg\"", "python3", "--version", _ => ["-c",
        """
        import os, urllib.request, uuid
        path, boundary = os.environ["FILE"], uuid.uuid4().hex
        body = b"".join([
            b"--", boundary.encode(), b"\r\n",
            b'Content-Disposition: form-data; name="imageData"; filename="', os.path.basename(path).encode(), b'"\r\n',
            b"Content-Type: application/octet-stream\r\n\r\n", open(path, "rb").read(), b"\r\n--", boundary.encode(), b"--\r\n"])
        request = urllib.request.Request(os.environ["URL"], data=body, method="POST", headers={
            "Training-key": os.environ["KEY"], "Content-Type": "multipart/form-data; boundary=" + boundary})
        print(urllib.request.urlopen(request).read().decode())
        """]);

    [Fact]
    public Task Python_with_requests() => ShowAsync("\"brick_01.jpg\"", "python3", "-c import requests", _ => ["-c",
        """
        import os, requests
        with open(os.environ["FILE"], "rb") as image:
            answer = requests.post(os.environ["URL"], headers={"Training-key": os.environ["KEY"]}, files={"imageData": image})
        print(answer.text)
        """]);

    [Fact]
    public Task Node() => ShowAsync("\"brick_01.jpg\"", "node", "--version", _ => ["--input-type=module", "-e",
        """
        import { readFile } from "node:fs/promises";
        import { basename } from "node:path";
        const { URL: url, KEY: key, FILE: file } = process.env;
        const form = new FormData();
        form.append("imageData", new Blob([await readFile(file)]), basename(file));
        const answer = await fetch(url, { method: "POST", headers: { "training-key": key }, body: form });
        console.log(await answer.text());
        """]);

    [Fact]
    public Task Ruby() => ShowAsync("\"brick_01.jpg\"", "ruby", "--version", _ => ["-e",
        """
        require "net/http"
        uri = URI(ENV["URL"])
        request = Net::HTTP::Post.new(uri, "Training-key" => ENV["KEY"])
        File.open(ENV["FILE"], "rb") do |image|
          request.set_form([["imageData", image]], "multipart/form-data")
          puts Net::HTTP.start(uri.host, uri.port) { |http| http.request(request) }.body
        end
        """]);

    [Fact]
    public Task Php() => ShowAsync("\"brick_01.jpg\"", "php", "-r if(!function_exists('curl_init'))exit(1);", _ => ["-r",
        """
        $call = curl_init(getenv("URL"));
        curl_setopt_array($call, [
            CURLOPT_POST => true, CURLOPT_RETURNTRANSFER => true,
            CURLOPT_HTTPHEADER => ["Training-key: " . getenv("KEY")],
            CURLOPT_POSTFIELDS => ["imageData" => new CURLFile(basename(getenv("FILE")))]]);
        echo curl_exec($call);
        """]);

    private async Task ShowAsync(string? sourceUrl, string program, string probe, Func<string, IEnumerable<string>> arguments)
    {
        Assert.SkipUnless(await IsInstalledAsync(program, probe), $"not run: {program} ({probe}) is not installed");
        var service = shared.Service;
        var (url, file) = await PrepareAsync(service);

        var call = arguments(file).Select(argument => argument
            .Replace("{url}", url, StringComparison.Ordinal)
            .Replace("{key}", TestService.TrainingKey, StringComparison.Ordinal));
        var (exitCode, output, errors) = await RunAsync(program, call, Path.GetDirectoryName(file)!, new()
        {
            ["URL"] = url,
            ["KEY"] = TestService.TrainingKey,
            ["FILE"] = file,
        });

        Assert.True(exitCode == 0, $"{program} ended with {exitCode}: {output}{errors}");
        await CheckAsync(service, output, sourceUrl);
    }

    private static async Task<(string Url, string File)> PrepareAsync(TestService service)
    {
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "brick");
        return ($"{service.Endpoint}/customvision/v1.0/Training/projects/{project}/images/image?tagIds={tag}",
            Path.Combine(Repository.Textures, "train", "brick", "brick_01.jpg"));
    }

    private static async Task CheckAsync(TestService service, string answer, string? sourceUrl)
    {
        var summary = JsonNode.Parse(answer)!;
        Assert.True((bool)summary["IsBatchSuccessful"]!, answer);
        var result = Assert.Single(summary["Images"]!.AsArray())!;
        Assert.Equal("OK", (string)result["Status"]!);
        Assert.Single(result["Image"]!["Labels"]!.AsArray());
        if (sourceUrl is null)
            Assert.True(Guid.TryParseExact((string)result["SourceUrl"]!, "N", out _), answer);
        else
            Assert.Equal(sourceUrl, (string)result["SourceUrl"]!);

        // The image arrived whole.
        var expected = await File.ReadAllBytesAsync(Path.Combine(Repository.Textures, "train", "brick", "brick_01.jpg"), TestService.Cancel);
        Assert.Equal(expected, await service.Client.GetByteArrayAsync((string)result["Image"]!["ImageUri"]!, TestService.Cancel));
    }

    private static async Task<bool> IsInstalledAsync(string program, string probe)
    {
        try
        {
            var arguments = probe.Split(' ', 2);
            return (await RunAsync(program, arguments, AppContext.BaseDirectory, [])).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, string folder, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestService.Cancel);
        var errors = process.StandardError.ReadToEndAsync(TestService.Cancel);
        await process.WaitForExitAsync(TestService.Cancel);
        return (process.ExitCode, await output, await errors);
    }
}
