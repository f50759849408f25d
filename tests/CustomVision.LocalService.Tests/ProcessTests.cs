using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

/// <summary>The service as a process: what it is started with, what it says, and how it ends.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task When_ready_it_writes_one_line_and_nothing_else_to_stdout_and_has_the_modules_version()
    {
        using var folder = new TemporaryFolder();
        using var service = await ServiceProcess.StartAsync(["--data", folder.PathOf("data"), "--log-level", "trace"]);
        using var client = service.NewClient();
        using var projects = await client.GetAsync("projects", TestService.Cancel);
        var health = await client.GetFromJsonAsync<JsonObject>($"{service.Endpoint}/_local/health", TestService.Cancel);
        using var stop = await client.PostAsync($"{service.Endpoint}/_local/stop", null, TestService.Cancel);

        var (exitCode, furtherOutput, _) = await service.WaitForExitAsync();

        Assert.Equal(["endpoint", "trainingKey", "predictionKey", "processId", "dataPath"], service.Ready!.AsObject().Select(member => member.Key));
        Assert.Matches(@"^http://127\.0\.0\.1:\d+$", service.Endpoint);
        Assert.Matches("^[0-9a-f]{32}$", service.TrainingKey);
        Assert.Matches("^[0-9a-f]{32}$", (string)service.Ready["predictionKey"]!);
        Assert.NotEqual(service.TrainingKey, (string)service.Ready["predictionKey"]!);
        Assert.Equal(service.Id, (int)service.Ready["processId"]!);
        Assert.Equal(folder.PathOf("data"), (string)service.Ready["dataPath"]!);
        Assert.Equal(200, (int)projects.StatusCode);
        Assert.Equal(202, (int)stop.StatusCode);
        Assert.Equal("", furtherOutput);
        Assert.Equal(0, exitCode);
        Assert.Contains($"ModuleVersion          = '{(string)health!["version"]!}'", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "CustomVision.psd1"), TestService.Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_specified_keys_and_port_are_used_and_a_port_in_use_is_one_line_on_stderr()
    {
        using var first = await ServiceProcess.StartAsync(["--in-memory", "--training-key", "one", "--prediction-key=two"]);
        var port = new Uri(first.Endpoint).Port.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(("one", "two"), (first.TrainingKey, (string)first.Ready!["predictionKey"]!));
        Assert.Null(first.Ready["dataPath"]);

        foreach (var owner in (string[][])[[], ["--owner", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]])
        {
            using var second = await ServiceProcess.StartAsync(["--in-memory", "--port", port, .. owner]);
            var (exitCode, _, errors) = await second.WaitForExitAsync();

            Assert.Null(second.Ready);
            Assert.Equal(
                (1, $"Port {port} of 127.0.0.1 is already in use. Specify another --port, or none for a free port."), (exitCode, errors.Trim()));
        }
    }

    [Fact]
    public async Task Keys_never_reach_stderr_not_even_at_the_finest_log_level()
    {
        using var service = await ServiceProcess.StartAsync(["--in-memory", "--training-key", "Secret-1", "--prediction-key", "Secret-2", "--log-level", "trace"]);
        using var client = service.NewClient();
        using var ok = await client.PostAsync("projects?name=a&key=Secret-1", null, TestService.Cancel);
        client.DefaultRequestHeaders.Remove("Training-key");
        client.DefaultRequestHeaders.Add("Training-key", "Secret-3");
        using var denied = await client.GetAsync("projects", TestService.Cancel);
        await RawHttp.SendAsync(new Uri(service.Endpoint).Port, "GET / HTTP/1.1\r\nTraining-key Secret-4\r\n\r\n");
        client.DefaultRequestHeaders.Remove("Training-key");
        client.DefaultRequestHeaders.Add("Training-key", "Secret-1");
        using var stop = await client.PostAsync($"{service.Endpoint}/_local/stop", null, TestService.Cancel);

        var (_, _, errors) = await service.WaitForExitAsync();

        Assert.Equal(401, (int)denied.StatusCode);
        // The log did work.
        Assert.Contains("CreateProject 200", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_the_level_information_each_request_is_one_line_of_JSON_on_stderr()
    {
        using var service = await ServiceProcess.StartAsync(["--in-memory", "--log-level", "information"]);
        using var client = service.NewClient();
        using var made = await client.PostAsync("projects?name=a%0Ab", new ByteArrayContent(new byte[7]), TestService.Cancel);
        using var missing = await client.GetAsync("no\nthing", TestService.Cancel);
        using var health = await client.GetAsync($"{service.Endpoint}/_local/health", TestService.Cancel);
        using var stop = await client.PostAsync($"{service.Endpoint}/_local/stop", null, TestService.Cancel);

        var (_, _, errors) = await service.WaitForExitAsync();
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonNode.Parse(line)!).ToArray();
        var requests = lines.Where(line => ((string)line["Category"]!).EndsWith(".RequestLoggingMiddleware", StringComparison.Ordinal)).ToArray();

        Assert.All(lines, line => Assert.True(DateTimeOffset.TryParse((string)line["Timestamp"]!, CultureInfo.InvariantCulture, out _)));
        Assert.All(requests, line => Assert.Equal("Information", (string)line["LogLevel"]!));
        Assert.All(requests, line => Assert.True((double)line["State"]!["DurationMs"]! >= 0));
        Assert.Equal(
            ["POST CreateProject 200", "GET - 404", "GET - 200", "POST - 202"],
            requests.Select(line => $"{line["State"]!["Method"]} {line["State"]!["Operation"]} {line["State"]!["Status"]}"));
        Assert.StartsWith("POST /customvision/v1.0/Training/projects CreateProject 200 in ", (string)requests[0]["Message"]!, StringComparison.Ordinal);
        Assert.Equal(
            (7, made.Content.Headers.ContentLength),
            ((int)requests[0]["State"]!["RequestBytes"]!, (long)requests[0]["State"]!["ResponseBytes"]!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--in-memory --data x")]
    [InlineData("--in-memory --bogus")]
    [InlineData("--in-memory --in-memory")]
    [InlineData("--in-memory=yes")]
    [InlineData("--in-memory stray")]
    [InlineData("--in-memory --port")]
    [InlineData("--in-memory --port 65536")]
    [InlineData("--in-memory --port -1")]
    [InlineData("--in-memory --owner 0")]
    [InlineData("--in-memory --log-level loud")]
    [InlineData("--in-memory --training-key=")]
    [InlineData("--in-memory --training-key grün")]
    [InlineData("--in-memory --training-key same --prediction-key same")]
    [InlineData("--data=")]
    public void Options_that_make_no_sense_are_refused(string arguments) =>
        Assert.Throws<FormatException>(() => CommandLine.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public async Task Wrong_options_exit_2_with_the_usage_on_stderr_and_help_exits_0_with_it_on_stdout()
    {
        using var wrong = Run("--bogus=Secret");
        var errors = await wrong.StandardError.ReadToEndAsync(TestService.Cancel);
        var nothing = await wrong.StandardOutput.ReadToEndAsync(TestService.Cancel);
        await wrong.WaitForExitAsync(TestService.Cancel);
        using var help = Run("--help");
        var usage = await help.StandardOutput.ReadToEndAsync(TestService.Cancel);
        await help.WaitForExitAsync(TestService.Cancel);

        Assert.Equal((2, ""), (wrong.ExitCode, nothing));
        Assert.StartsWith("--bogus is not a valid option.", errors, StringComparison.Ordinal);
        Assert.Contains("--in-memory", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", errors, StringComparison.Ordinal);
        Assert.Equal(0, help.ExitCode);
        Assert.All(new[] { "--data", "--in-memory", "--port", "--training-key", "--prediction-key", "--owner", "--log-level", "--help" }, option => Assert.Contains(option, usage, StringComparison.Ordinal));

        static Process Run(string argument) => Process.Start(new ProcessStartInfo("dotnet", [ServiceProcess.Dll, argument])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    [Fact]
    public async Task Environment_settings_files_and_the_current_folder_have_no_say()
    {
        using var folder = new TemporaryFolder();
        folder.Write("appsettings.json", """{"Urls":"http://0.0.0.0:0","Kestrel":{"Endpoints":{"Http":{"Url":"http://0.0.0.0:0"}}},"Logging":{"LogLevel":{"Default":"Trace"}}}"""u8.ToArray());
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://0.0.0.0:0",
            ["ASPNETCORE_HTTP_PORTS"] = "1",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_URLS"] = "http://0.0.0.0:0",
            ["Logging__LogLevel__Default"] = "Trace",
            ["Logging__Console__LogToStandardErrorThreshold"] = "None",
        };

        using var service = await ServiceProcess.StartAsync(["--in-memory"], environment, folder.Path);
        using var client = service.NewClient();
        using var stop = await client.PostAsync($"{service.Endpoint}/_local/stop", null, TestService.Cancel);
        var (exitCode, furtherOutput, errors) = await service.WaitForExitAsync();

        Assert.Matches(@"^http://127\.0\.0\.1:\d+$", service.Endpoint);
        Assert.Equal((0, "", ""), (exitCode, furtherOutput, errors.Trim()));
    }

    [Fact]
    public async Task It_listens_on_loopback_only()
    {
        using var service = await ServiceProcess.StartAsync(["--in-memory"]);
        var elsewhere = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !System.Net.IPAddress.IsLoopback(address))
            .ToList();
        Assert.SkipWhen(elsewhere.Count == 0, "not run: this machine has no address but loopback's");

        foreach (var address in elsewhere)
        {
            using var client = new TcpClient();
            await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(address, new Uri(service.Endpoint).Port, TestService.Cancel).AsTask());
        }
    }

    [Theory]
    [InlineData("-TERM")]
    [InlineData("-INT")]
    public async Task A_signal_stops_it_in_order(string signal)
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "not run: Windows has no signals");
        using var folder = new TemporaryFolder();
        // A shell starts its background jobs with SIGINT ignored, and their child processes inherit that. The service must not.
        using var service = await ServiceProcess.StartAsync(
            ["--data", folder.PathOf("data")], within: OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : null);

        await service.SignalAsync(signal);
        var (exitCode, furtherOutput, _) = await service.WaitForExitAsync();

        Assert.Equal((0, ""), (exitCode, furtherOutput));
        // Nothing is left in the log of the database.
        Assert.False(File.Exists(folder.PathOf("data", "store.db-wal")));
    }

    [Fact]
    public async Task It_ends_with_its_owner_and_leaves_ctrl_c_to_it()
    {
        using var owner = StartOwner();
        using var service = await ServiceProcess.StartAsync(["--in-memory", "--owner", owner.Id.ToString(CultureInfo.InvariantCulture)]);
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            await service.SignalAsync("-INT");
        using var client = service.NewClient();
        using var response = await client.GetAsync("projects", TestService.Cancel);

        owner.Kill();
        var watch = Stopwatch.StartNew();
        var (exitCode, _, _) = await service.WaitForExitAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(0, exitCode);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task It_ends_when_its_owner_had_gone_already()
    {
        using var owner = StartOwner();
        var id = owner.Id;
        owner.Kill();
        await owner.WaitForExitAsync(TestService.Cancel);

        using var service = await ServiceProcess.StartAsync(["--in-memory", "--owner", id.ToString(CultureInfo.InvariantCulture)]);

        Assert.Equal(0, (await service.WaitForExitAsync()).ExitCode);
    }

    [Fact]
    public void A_process_is_told_from_another_that_has_its_id_later()
    {
        var own = RunningProcess.Find(Environment.ProcessId);

        Assert.NotNull(own);
        Assert.Equal(own, RunningProcess.Find(Environment.ProcessId));
        Assert.NotEqual(own, own.Value with { Started = "earlier" });
        Assert.Null(RunningProcess.Find(int.MaxValue));
    }

    [Fact]
    public async Task A_process_that_nobody_has_asked_for_since_it_ended_is_not_running()
    {
        Assert.SkipUnless(RuntimeInformation.IsOSPlatform(OSPlatform.Linux), "not run: zombies are looked for on Linux");
        // The shell starts a child and becomes cat, which never asks for it; so the child, killed, stays a zombie.
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 600 & echo $!; exec cat"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        var child = int.Parse((await shell.StandardOutput.ReadLineAsync(TestService.Cancel))!, CultureInfo.InvariantCulture);
        await shell.StandardInput.WriteLineAsync("now it is cat");
        await shell.StandardInput.FlushAsync(TestService.Cancel);
        await shell.StandardOutput.ReadLineAsync(TestService.Cancel);
        Assert.NotNull(RunningProcess.Find(child));
        using (var sleeping = Process.GetProcessById(child))
            sleeping.Kill();

        var limit = Stopwatch.StartNew();
        while (RunningProcess.Find(child) is not null && limit.Elapsed < TimeSpan.FromSeconds(30))
            await Task.Yield();

        Assert.Null(RunningProcess.Find(child));
        shell.Kill();
        await shell.WaitForExitAsync(TestService.Cancel);
    }

    /// <summary>Any process that waits: a second service takes a second of processor time to start.</summary>
    private static Process StartOwner()
    {
        string[] command = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? ["ping", "-n", "600", "127.0.0.1"] : ["sleep", "600"];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
