using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CustomVision.Benches.Service;

/// <summary>Runs the npm clients of Custom Vision against the local service.</summary>
internal static class NpmBench
{
    public const string Usage =
        """
        npm: installs the three generations of the npm clients of Custom Vision (training 3.0.0, 4.0.0 and 5.2.0) into a
        temporary folder and runs them, unmodified, against the service: classification and the data of object detection.
        Goal: every step succeeds. Needs Node and npm. Takes a minute.
        """;

    private const string ResourceId =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.CognitiveServices/accounts/local";

    private static readonly (string Training, string Prediction, string RestClient)[] Generations =
        [("3.0.0", "3.0.0", "1.11.2"), ("4.0.0", "4.0.0", "2.7.0"), ("5.2.0", "5.1.2", "2.7.0")];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        arguments.End();
        using var service = await ServiceProcess.StartAsync(onDisk: false);
        var failed = 0;
        foreach (var (training, prediction, rest) in Generations)
        {
            var folder = Directory.CreateTempSubdirectory("bench-npm-");
            try
            {
                await RunAsync(
                    folder.FullName,
                    "npm",
                    [
                        "install", "--silent", "--no-audit", "--no-fund",
                        $"@azure/cognitiveservices-customvision-training@{training}",
                        $"@azure/cognitiveservices-customvision-prediction@{prediction}",
                        $"@azure/ms-rest-js@{rest}",
                    ]);
                failed += await RunClientAsync(service, folder.FullName, training);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return failed == 0 ? 0 : 1;
    }

    private static async Task<int> RunClientAsync(ServiceProcess service, string folder, string training)
    {
        var samples = Path.Combine(Checkout.Root, "samples", "textures");
        var script = Path.Combine(Checkout.Root, "bench", "ServiceBench", "NpmClients", "client.js");
        var output = await RunAsync(
            folder,
            "node",
            [script, training[..1], service.Endpoint.ToString(), ResourceId, Path.Combine(samples, "train"), Path.Combine(samples, "test")],
            service);
        var steps = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        var failures = steps.Where(step => !step["ok"]!.GetValue<bool>()).ToList();
        Console.WriteLine($"training {training}: {steps.Count - failures.Count} of {steps.Count} steps succeeded");
        foreach (var failure in failures)
            Console.WriteLine($"  {failure["name"]}: {failure["error"]}");
        return failures.Count + (steps.Count == 0 ? 1 : 0);
    }

    private static async Task<string> RunAsync(string folder, string program, IEnumerable<string> arguments, ServiceProcess? service = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        if (service is not null)
        {
            start.Environment["TRAINING_KEY"] = service.TrainingKey;
            start.Environment["PREDICTION_KEY"] = service.PredictionKey;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
