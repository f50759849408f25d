using CustomVision.LocalService.Tests.Support;
using CustomVision.LocalService.Tests.V3;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>Files that aren't imported, and what an imported iteration can't do.</summary>
public sealed class ModelImportRefusalTests
{
    [Fact]
    public async Task A_file_that_is_no_exported_model_is_refused_with_what_is_wrong_and_nothing_is_stored()
    {
        await using var service = await TestService.StartAsync();
        var good = MadeModel.BgrClassification();
        var files = new (byte[] Zip, string Message)[]
        {
            ([], "isn't the zip file of an exported model"),
            ([1, 2, 3, 4], "isn't the zip file of an exported model"),
            (good.Zip()[..^100], "isn't the zip file of an exported model"),
            (MadeModel.Zip([]), "has no files"),
            (MadeModel.Zip(new() { ["model.pb"] = [1] }), "no ONNX model. It has model.pb"),
            (MadeModel.Zip(new() { ["a.onnx"] = good.Onnx(), ["b.onnx"] = good.Onnx() }), "several ONNX models"),
            (MadeModel.Zip(new() { ["model.onnx"] = [.. "Not a model"u8], ["labels.txt"] = [.. "a"u8] }), "isn't an ONNX file"),
            (good.Zip(null, ("Platform", "TensorFlow")), "exported for TensorFlow. Export it for ONNX"),
            (good.Zip(null, ("ModelFileSHA1", new string('0', 40))), "its SHA-1 hash isn't that of cvexport.manifest"),
            (good.Zip(files => files["labels.txt"] = [.. "blue\ngreen"u8]), "The model has the tags blue, green, red, and labels.txt has blue, green"),
            (good.Zip(files => files["labels.txt"] = [.. "blue\ngreen\npink"u8]), "labels.txt has blue, green, pink"),
            (good.Zip(files => files["labels.txt"] = [.. "blue\nred\nred"u8]), "labels.txt has the tag 'red' twice"),
            (good.Zip(files => files["labels.txt"] = [0xFF, 0xFE, 0xFF]), "damaged"),
            (good.Zip(files => files["metadata_properties.json"] = [.. "{"u8]), "damaged"),
            (MadeModel.HalvesClassification().Zip(files => files["labels.txt"] = [.. "one"u8]), "for 2 tags, and there are 1 labels"),
            (MadeModel.HalvesClassification().Zip(files => files.Remove("labels.txt")), "has no labels.txt"),
            (MadeModel.Boxes().Zip(files => files["labels.txt"] = [.. "one"u8]), "returns the tag 1, and there are 1 labels"),
            (MadeModel.Yolo(["a", "b"]).Zip(files => files["labels.txt"] = [.. "a\nb\nc"u8]), "for 2 tags, and there are 3 labels"),
            (With(MadeModel.Yolo(["a"]), "CustomVision.Postprocess.Yolo.Biases", "[1.0, 2.0, 3.0]").Zip(), "Biases isn't a list of widths and heights"),
            (With(MadeModel.BgrClassification(), "CustomVision.Preprocess.CropMethod", "Sideways").Zip(), "CropMethod has the unknown value 'Sideways'. Known values: NoCrop, FullImageShorterSide"),
            (With(MadeModel.DynamicYolo(), "CustomVision.Preprocess.TargetWidth", "100000").Zip(), "a side of 100000 pixels"),
            (MadeModel.HalvesClassification().Renamed("model_output", "something").Zip(), "Its inputs are data Float [N, 3, 300, 300]; its outputs are something Float [N, 2]. A classification model has"),
            (MadeModel.BgrClassification().Renamed("loss", "other").Zip(), "its outputs are classLabel String [N], other ONNX_TYPE_SEQUENCE"),
        };
        foreach (var (zip, message) in files)
            Assert.Contains(message, await service.ImportErrorAsync(zip), StringComparison.Ordinal);

        Assert.Empty((await service.V3Async("GET", "projects")).AsArray());
    }

    [Fact]
    public async Task A_zip_file_that_is_made_to_do_harm_is_refused()
    {
        await using var service = await TestService.StartAsync();
        var good = MadeModel.BgrClassification();
        foreach (var path in (string[])["../evil.onnx", "/etc/evil", "a/../../evil", "c:\\evil", "a\\..\\evil"])
            Assert.Contains("leads out of its folder", await service.ImportErrorAsync(good.Zip(files => files[path] = [1])), StringComparison.Ordinal);
        Assert.Contains(
            "more than 100 times", await service.ImportErrorAsync(MadeModel.Zip(new() { ["model.onnx"] = new byte[64 * 1024 * 1024] })), StringComparison.Ordinal);
        Assert.Contains(
            "at most 1,048,576 are read", await service.ImportErrorAsync(good.Zip(files => files["labels.txt"] = new byte[1024 * 1024 + 1])), StringComparison.Ordinal);
        Assert.Contains(
            "1002 files", await service.ImportErrorAsync(MadeModel.Zip(Enumerable.Range(0, 1002).ToDictionary(i => $"{i}", _ => Array.Empty<byte>()))), StringComparison.Ordinal);
        // ONNX Runtime would read any file of this machine.
        Assert.Contains("in another file", await service.ImportErrorAsync(MadeModel.BgrClassification().WithExternalWeights().Zip()), StringComparison.Ordinal);
        // The end of the zip file says that the model has 10 bytes.
        var zip = good.Zip();
        var entry = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) is var last && last > 0 ? zip.AsSpan().IndexOf("PK\u0001\u0002"u8) : -1;
        BitConverter.GetBytes(10).CopyTo(zip, entry + 24);
        Assert.Contains("damaged", await service.ImportErrorAsync(zip), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_names_are_checked_and_a_key_is_needed()
    {
        await using var service = await TestService.StartAsync();
        var zip = MadeModel.BgrClassification().Zip();

        Assert.Contains("name is required", await service.ImportErrorAsync(zip, ""), StringComparison.Ordinal);
        Assert.Contains("A project needs a name", await service.ImportErrorAsync(zip, "name=%20"), StringComparison.Ordinal);
        Assert.Contains("publishName must have", await service.ImportErrorAsync(zip, "name=a&publishName=a%2Fb"), StringComparison.Ordinal);
        Assert.Contains("classificationType must be", await service.ImportErrorAsync(zip, "name=a&classificationType=Both"), StringComparison.Ordinal);
        Assert.Equal("a", (string)(await service.ImportAsync(zip, "name=a"))["projectName"]!);
        Assert.Equal("a (1)", (string)(await service.ImportAsync(zip, "name=a"))["projectName"]!);

        using var client = new HttpClient();
        using var answer = await client.PostAsync($"{service.Endpoint}/_local/models?name=a", new ByteArrayContent(zip), TestService.Cancel);
        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Fact]
    public async Task What_needs_the_images_of_the_training_is_refused_with_the_reason()
    {
        await using var service = await TestService.StartAsync();
        var imported = await service.ImportAsync(MadeModel.BgrClassification().Zip());
        var (project, iteration) = ((string)imported["projectId"]!, (string)imported["iterationId"]!);
        foreach (var path in (string[])["performance", "performance/images", "performance/images/count"])
        {
            var (code, message) = await service.V3ErrorAsync(400, "GET", $"projects/{project}/iterations/{iteration}/{path}");
            Assert.Equal("BadRequestOperationNotSupported", code);
            Assert.Contains("'Iteration 1' was imported, and its performance isn't known", message, StringComparison.Ordinal);
        }
        Assert.Equal("BadRequestOperationNotSupported", await service.ErrorAsync(400, "GET", $"projects/{project}/iterations/{iteration}/performance?threshold=0.5"));
        var (_, needed) = await service.V3ErrorAsync(400, "POST", $"projects/{project}/train");
        Assert.Contains("Not enough images per tag", needed, StringComparison.Ordinal);

        // With images of its own it can be trained, but not from the imported iteration.
        foreach (var tag in (await service.V3Async("GET", $"projects/{project}/tags")).AsArray())
            await service.UploadV3Async(project, (string)tag!["name"]!, 5, (string)tag["id"]!);
        var (based, why) = await service.V3ErrorAsync(
            400, "POST", $"projects/{project}/train", $$"""{ "customBaseModelInfo": { "projectId": "{{project}}", "iterationId": "{{iteration}}" } }""", "3.4-preview");
        Assert.Equal("BadRequestCustomBaseModelDomainNotCompatible", based);
        Assert.Contains("was imported", why, StringComparison.Ordinal);
        var trained = await service.TrainV3Async(project);
        Assert.Equal(("Completed", "Iteration 2"), ((string)trained["status"]!, (string)trained["name"]!));
        await service.V3Async("GET", $"projects/{project}/iterations/{trained["id"]}/performance");
    }

    [Fact]
    public async Task The_pages_say_that_the_model_was_imported()
    {
        await using var service = await TestService.StartAsync();
        var imported = await service.ImportAsync(MadeModel.BgrClassification().Zip());
        using var browser = await Browser.SignedInAsync(service);
        var path = $"{Browser.Root}/projects/{imported["projectId"]}/iterations";

        Assert.Contains("The model was imported.", await browser.TextAsync(path), StringComparison.Ordinal);
        var page = await browser.TextAsync($"{path}/{imported["iterationId"]}");
        Assert.Matches("published as Iteration1 .*General \\(compact\\).*The model was imported.*blue green red", page);
    }

    [Fact]
    public async Task A_copy_predicts_too_and_deletion_leaves_nothing()
    {
        await using var service = await TestService.StartAsync();
        var imported = await service.ImportAsync(MadeModel.BgrClassification().Zip());
        var (project, iteration) = ((string)imported["projectId"]!, (string)imported["iterationId"]!);
        var token = (string)(await service.V3Async("GET", $"projects/{project}/export"))["token"]!;
        var copy = (string)(await service.V3Async("POST", $"projects/import?token={Uri.EscapeDataString(token)}"))["id"]!;

        var predicted = await service.V3Async("POST", $"projects/{copy}/quicktest/image", TestService.Multipart([TrainingSteps.Coloured("red")]));
        Assert.Equal("red", (string)predicted["predictions"]![0]!["tagName"]!);

        // A published iteration and its project can't be deleted in 3.x.
        Assert.Equal("BadRequestIterationIsPublished", (await service.V3ErrorAsync(400, "DELETE", $"projects/{project}")).Code);
        await service.V3Async("DELETE", $"projects/{project}/iterations/{iteration}/publish", status: 204);
        await service.V3Async("DELETE", $"projects/{project}", status: 204);
        Assert.Equal(1, Stored());
        await service.V3Async("DELETE", $"projects/{copy}/iterations/{(await service.V3Async("GET", $"projects/{copy}/iterations"))[0]!["id"]}", status: 204);
        Assert.Equal(0, Stored());
        await service.ImportAsync(MadeModel.BgrClassification().Zip());
        await service.SendAsync("POST", $"{service.Endpoint}/_local/reset");
        Assert.Equal(0, Stored());

        int Stored() => service.Store.Database.Read(session => session.Count("SELECT COUNT(*) FROM imported_models"));
    }

    private static MadeModel With(MadeModel model, string property, string value)
    {
        model.Properties[property] = value;
        return model;
    }
}
