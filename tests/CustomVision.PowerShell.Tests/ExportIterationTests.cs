using System.IO.Compression;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Saving an exported model, from a service that has the export already.</summary>
public sealed class ExportIterationTests : IDisposable
{
    private const string Export = "Get-CVIteration $project Iteration1 | Export-CVIteration -Platform ONNX -Destination $folder";

    private readonly TemporaryFolder folder = new();
    private readonly Session session = Session.Reusable(width: 120);

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task The_zip_file_is_saved_under_the_name_of_the_iteration_and_its_content_is_shown()
    {
        await using var server = Connect(Zip());

        var model = session.Output(Export).Single();

        var path = Path.Combine(folder.PathOf("models"), "Iteration1.ONNX.zip");
        Assert.Equal(path, model.Properties["Path"].Value);
        Assert.Equal(["brick", "grass"], (IEnumerable<string>)model.Properties["Labels"].Value);
        Assert.Equal(Zip(), File.ReadAllBytes(path));
        Assert.Equal(["Iteration1.ONNX.zip"], Directory.GetFiles(folder.PathOf("models")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_existing_file_is_replaced_only_with_Force_and_the_error_names_it()
    {
        await using var server = Connect(Zip());
        var path = Path.Combine(Directory.CreateDirectory(folder.PathOf("models")).FullName, "Iteration1.ONNX.zip");
        File.WriteAllText(path, "mine");

        var outcome = session.Run(Export);

        Assert.Equal(["FileExists"], outcome.ErrorIds);
        Assert.Contains(path, outcome.Errors[0].ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(path));
        session.Output($"{Export} -Force");
        Assert.Equal(Zip(), File.ReadAllBytes(path));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_created_is_an_error_that_names_the_file()
    {
        await using var server = Connect(Zip());
        File.WriteAllText(folder.PathOf("models"), "a file, not a folder");

        var outcome = session.Run(Export);

        Assert.Equal(["FileNotWritten"], outcome.ErrorIds);
        Assert.Contains("Iteration1.ONNX.zip", outcome.Errors[0].ErrorDetails.Message, StringComparison.Ordinal);
    }

    private ScriptedServer Connect(byte[] zip)
    {
        var (project, iteration) = (Guid.NewGuid(), Guid.NewGuid());
        ScriptedServer? server = null;
        server = new ScriptedServer(request => request.Target switch
        {
            "/model.zip" => ServerReply.Of(200, "application/zip", zip),
            var target when target.EndsWith("/export", StringComparison.Ordinal) => ServerReply.Json($$"""[{"platform":"ONNX","status":"Done","downloadUri":"{{server!.Endpoint}}model.zip"}]"""),
            var target when target.EndsWith("/iterations", StringComparison.Ordinal) => ServerReply.Json($"[{Iteration(iteration)}]"),
            _ => ServerReply.Json(Iteration(iteration)),
        });
        session.With("endpoint", server.Endpoint).With("project", project).With("folder", folder.PathOf("models"))
            .Output("$null = Connect-CVService $endpoint -TrainingKey 0123456789abcdef -ApiVersion 3.3 -SkipCheck -PassThru");
        return server;
    }

    private static string Iteration(Guid id) =>
        $$"""{"id":"{{id}}","name":"Iteration1","status":"Completed","created":"2026-01-01T00:00:00","lastModified":"2026-01-01T00:00:00","trainedAt":"2026-01-01T00:00:00"}""";

    private static byte[] Zip()
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create))
            foreach (var (name, text) in new[] { ("labels.txt", "brick\ngrass"), ("cvexport.manifest", """{"DomainType":"Classification","Platform":"ONNX","ModelFileName":"model.onnx","LabelFileName":"labels.txt"}"""), ("model.onnx", "model") })
            {
                var entry = archive.CreateEntry(name);
                entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var writer = new StreamWriter(entry.Open());
                writer.Write(text);
            }

        return memory.ToArray();
    }
}
