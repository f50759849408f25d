using System.Text.Json.Nodes;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests.V3;

/// <summary>Training, publishing, performance and suggestions.</summary>
public sealed class IterationV3Tests
{
    [Theory]
    [InlineData("3.0", "id,name,status,created,lastModified,projectId,exportable,exportableTo,domainId,classificationType,trainingType,reservedBudgetInHours,publishName,originalPublishResourceId")]
    [InlineData("3.2", "id,name,status,created,lastModified,projectId,exportable,exportableTo,domainId,classificationType,trainingType,reservedBudgetInHours,trainingTimeInMinutes,publishName,originalPublishResourceId")]
    [InlineData("3.4-preview", "id,name,status,created,lastModified,projectId,exportable,exportableTo,domainId,classificationType,trainingType,reservedBudgetInHours,trainingTimeInMinutes,publishName,originalPublishResourceId,customBaseModelInfo,trainingErrorDetails")]
    public async Task A_begun_iteration_has_the_members_of_the_version(string version, string members)
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _, _) = await service.NewTrainedAsync("&classificationType=Multiclass");

        var begun = await service.V3Async("POST", $"projects/{project}/train?forceTrain=true", "", version);
        var ended = await service.TrainedV3Async(project, (string)begun["id"]!, version);

        Assert.Equal(members, string.Join(',', begun.AsObject().Select(member => member.Key)));
        Assert.Equal(("Iteration 2", "Training", "Regular"), ((string)begun["name"]!, (string)begun["status"]!, (string)begun["trainingType"]!));
        Assert.Null(begun["domainId"]);
        Assert.Null(begun["exportableTo"]);
        Assert.Equal((V3Requests.CompactDomain, "Multiclass", true), ((string)ended["domainId"]!, (string)ended["classificationType"]!, (bool)ended["exportable"]!));
        Assert.Equal("CoreML,DockerFile,ONNX", string.Join(',', ended["exportableTo"]!.AsArray().Take(3)));
        Assert.Equal((string)ended["lastModified"]!, (string)ended["trainedAt"]!);
        // The workspace isn't listed.
        Assert.Equal(2, (await service.V3Async("GET", $"projects/{project}/iterations")).AsArray().Count);
    }

    [Theory]
    [InlineData("", "Multilabel")]
    [InlineData("&classificationType=Multiclass", "MultiClass")]
    public async Task A_project_is_refused_as_a_whole_when_one_tag_has_no_image(string query, string type)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync(query);
        var (red, green) = (await service.NewV3TagAsync(project, "red"), await service.NewV3TagAsync(project, "green"));
        await service.UploadV3Async(project, "red", 5, red);
        await service.UploadV3Async(project, "green", 5, green);
        var orphan = await service.NewV3TagAsync(project, "orphan");

        var (code, message) = await service.V3ErrorAsync(400, "POST", $"projects/{project}/train");

        Assert.Equal($"BadRequest{(type == "MultiClass" ? type : "MultiLabel")}ClassificationTrainingValidationFailed", code);
        Assert.Contains("'orphan' has 0", message, StringComparison.Ordinal);
        await service.V3Async("DELETE", $"projects/{project}/tags/{orphan}", status: 204);
        Assert.Equal("Completed", (string)(await service.TrainV3Async(project))["status"]!);
    }

    [Fact]
    public async Task A_training_takes_all_parameters_and_refuses_those_that_cannot_be()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, green, iteration) = await service.NewTrainedAsync();
        await service.NewV3TagAsync(project, "empty");
        var train = $"projects/{project}/train";

        Assert.Equal(("BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining", "Reserved budget in hours is not enough to do advanced training"), await service.V3ErrorAsync(400, "POST", $"{train}?trainingType=advanced"));
        Assert.Equal("BadRequestInvalidEmailAddress", (await service.V3ErrorAsync(400, "POST", $"{train}?notificationEmailAddress=me")).Code);
        Assert.Equal("BadRequest", (await service.V3ErrorAsync(400, "POST", $"{train}?trainingType=Fast")).Code);
        Assert.Equal("NotFoundTag", (await service.V3ErrorAsync(404, "POST", train, $$"""{"selectedTags":["{{Guid.NewGuid()}}"]}""")).Code);
        Assert.Equal("NotFoundIteration", (await service.V3ErrorAsync(404, "POST", train, $$$"""{"customBaseModelInfo":{"projectId":"{{{project}}}","iterationId":"{{{Guid.NewGuid()}}}"}}""", "3.4-preview")).Code);
        var other = await service.NewV3ProjectAsync(name: "other");
        Assert.Equal("BadRequestCustomBaseModelDomainNotCompatible", (await service.V3ErrorAsync(400, "POST", $"projects/{other}/train", $$$"""{"customBaseModelInfo":{"projectId":"{{{project}}}","iterationId":"{{{iteration}}}"}}""", "3.4-preview")).Code);

        var begun = await service.V3Async(
            "POST", $"{train}?trainingType=advanced&reservedBudgetInHours=2&notificationEmailAddress=a%40b.c",
            $$$"""{"selectedTags":["{{{red}}}","{{{green}}}"],"customBaseModelInfo":{"projectId":"{{{project}}}","iterationId":"{{{iteration}}}"}}""", "3.4-preview");
        Assert.Equal(("Advanced", 2, iteration), ((string)begun["trainingType"]!, (int)begun["reservedBudgetInHours"]!, (string)begun["customBaseModelInfo"]!["iterationId"]!));
        await service.TrainedV3Async(project, (string)begun["id"]!, "3.4-preview");
        Assert.Equal(2, (await service.V3Async("GET", $"projects/{project}/tags?iterationId={begun["id"]}")).AsArray().Count);
        // A training with some of the tags says nothing about one with all.
        Assert.Equal("BadRequestMultiLabelClassificationTrainingValidationFailed", (await service.V3ErrorAsync(400, "POST", train)).Code);
    }

    [Fact]
    public async Task Nothing_changed_compares_with_the_newest_iteration_that_is_left()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _, iteration) = await service.NewTrainedAsync();
        Assert.Equal("BadRequestTrainingNotNeeded", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/train")).Code);
        await service.V3Async("DELETE", $"projects/{project}/iterations/{iteration}", status: 204);

        var again = await service.TrainV3Async(project);

        Assert.Equal(("Iteration 2", "Completed"), ((string)again["name"]!, (string)again["status"]!));
        // A change of the domain can have another result.
        await service.V3Async("PATCH", $"projects/{project}", """{"settings":{"domainId":"ee85a74c-405e-4adc-bb47-ffa8ca0c9f31"}}""");
        var general = await service.TrainV3Async(project);
        Assert.False((bool)general["exportable"]!);
        Assert.Null(general["exportableTo"]);
        Assert.Empty((await service.V3Async("GET", $"projects/{project}/iterations/{general["id"]}", version: "3.2"))["exportableTo"]!.AsArray());
    }

    [Fact]
    public async Task Publishing_has_the_rules_of_the_real_service()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _, one) = await service.NewTrainedAsync();
        var two = (string)(await service.TrainV3Async(project, "?forceTrain=true"))["id"]!;
        var publish = $"projects/{project}/iterations/{one}/publish";
        var target = Uri.EscapeDataString(V3Requests.Resource);

        Assert.Equal("BadRequestInvalidPublishName", (await service.V3ErrorAsync(400, "POST", $"{publish}?publishName=&predictionId={target}")).Code);
        Assert.Equal("BadRequestInvalidPublishTarget", (await service.V3ErrorAsync(400, "POST", $"{publish}?publishName=a&predictionId=%2Fsubscriptions%2Fs%2FresourceGroups%2Fg")).Code);
        Assert.Equal("BadRequestIterationNotPublished", (await service.V3ErrorAsync(400, "DELETE", publish)).Code);
        Assert.Equal("true", (await service.PublishAsync(project, one, "Iteration2")).ToJsonString());
        Assert.Equal(("BadRequestIterationIsPublished", "Iteration is already published as: Iteration2"), await service.V3ErrorAsync(400, "POST", $"{publish}?publishName=b&predictionId={target}&overwrite=true"));
        Assert.Equal("BadRequestInvalidPublishName", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/iterations/{two}/publish?publishName=Iteration2&predictionId={target}")).Code);
        // 3.2 doesn't have the parameter.
        Assert.Equal("BadRequestInvalidPublishName", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/iterations/{two}/publish?publishName=Iteration2&predictionId={target}&overwrite=true", version: "3.2")).Code);
        await service.PublishAsync(project, two, "Iteration2", "&overwrite=true");

        Assert.Null((await service.V3Async("GET", $"projects/{project}/iterations/{one}"))["publishName"]);
        var published = await service.V3Async("GET", $"projects/{project}/iterations/{two}");
        Assert.Equal(("Iteration2", V3Requests.Resource), ((string)published["publishName"]!, (string)published["originalPublishResourceId"]!));
        Assert.Equal(two, (string)(await service.V3PredictAsync($"{project}/classify/iterations/Iteration2/image", TestService.Raw(TrainingSteps.Coloured("red"))))["iteration"]!);
        Assert.Equal("BadRequestIterationIsPublished", (await service.V3ErrorAsync(400, "DELETE", $"projects/{project}/iterations/{two}")).Code);
        Assert.Equal("BadRequestIterationIsPublished", (await service.V3ErrorAsync(400, "DELETE", $"projects/{project}")).Code);
        await service.V3Async("DELETE", $"projects/{project}/iterations/{two}/publish", status: 204);
        Assert.Equal(
            """{"code":"NotFoundIteration","message":"Invalid iteration"}""",
            (await service.V3PredictAsync($"{project}/classify/iterations/Iteration2/image", TestService.Raw(TrainingSteps.Coloured("red")), status: 404)).ToJsonString());
        await service.V3Async("DELETE", $"projects/{project}/iterations/{two}", status: 204);
        await service.V3Async("DELETE", $"projects/{project}", status: 204);
    }

    [Fact]
    public async Task The_default_of_1_0_and_the_published_names_of_3_are_two_views()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _, one) = await service.NewTrainedAsync();
        var two = (string)(await service.TrainV3Async(project, "?forceTrain=true"))["id"]!;

        // Published first, and so the default of 1.0.
        await service.PublishAsync(project, one, "live");
        Assert.Equal(one, (string)(await service.PredictAsync(project, TrainingSteps.Coloured("red")))["Iteration"]!);
        // 1.0 moves the default, which 3.x sees by the name of the iteration. What 3.x published stays.
        await service.JsonAsync("PATCH", $"projects/{project}/iterations/{two}", TrainingSteps.Json("""{"IsDefault":true}"""));
        Assert.Equal(["live", "Iteration 2"], (await service.V3Async("GET", $"projects/{project}/iterations")).AsArray().Select(iteration => (string)iteration!["publishName"]!));
        Assert.Equal(two, (string)(await service.V3PredictAsync($"{project}/classify/iterations/Iteration%202/image", TestService.Raw(TrainingSteps.Coloured("red"))))["iteration"]!);
        Assert.Equal("BadRequestIterationIsPublished", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/iterations/{two}/publish?publishName=x&predictionId={Uri.EscapeDataString(V3Requests.Resource)}")).Code);
        // Unpublished, it is no default any more.
        await service.V3Async("DELETE", $"projects/{project}/iterations/{two}/publish", status: 204);
        Assert.Equal("NotFoundProjectDefaultIteration", (await service.PredictionErrorAsync(404, $"{project}/image", TestService.Multipart([TrainingSteps.Coloured("red")]))).Code);
        Assert.Equal("live", (string)(await service.V3Async("GET", $"projects/{project}/iterations/{one}"))["publishName"]!);
    }

    [Fact]
    public async Task Performance_depends_on_the_threshold_except_for_the_average_precision()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, _, iteration) = await service.NewTrainedAsync();
        var path = $"projects/{project}/iterations/{iteration}/performance";

        var usual = await service.V3Async("GET", path);
        var strict = await service.V3Async("GET", $"{path}?threshold=1&overlapThreshold=0.3");
        var images = (await service.V3Async("GET", $"{path}/images?tagIds={red}&take=3")).AsArray();

        Assert.Equal((1.0, 1.0, 1.0), ((double)usual["precision"]!, (double)usual["recall"]!, (double)usual["averagePrecision"]!));
        Assert.Equal((0.0, 1.0), ((double)strict["recall"]!, (double)strict["averagePrecision"]!));
        Assert.Equal(["red", "green"], usual["perTagPerformance"]!.AsArray().Select(tag => (string)tag!["name"]!));
        Assert.Equal((5, 10), ((int)await service.V3Async("GET", $"{path}/images/count?tagIds={red}"), (int)await service.V3Async("GET", $"{path}/images/count")));
        Assert.Equal(3, images.Count);
        Assert.All(images, image => Assert.Equal("red", (string)image!["predictions"]![0]!["tagName"]!));
        Assert.Empty(images[0]!["regions"]!.AsArray());
        Assert.Equal("BadRequest", (await service.V3ErrorAsync(400, "GET", $"{path}?threshold=2")).Code);
    }

    [Fact]
    public async Task A_prediction_is_stored_unless_the_client_says_otherwise()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, _, iteration) = await service.NewTrainedAsync();
        await service.PublishAsync(project, iteration, "m");
        var image = TrainingSteps.Coloured("red");

        var unstored = await service.V3PredictAsync($"{project}/classify/iterations/m/image/nostore", TestService.Raw(image), "3.0");
        await service.V3Async("POST", $"projects/{project}/quicktest/image?store=false", TestService.Multipart([image]));
        var tested = await service.V3Async("POST", $"projects/{project}/quicktest/image?iterationId={iteration}", TestService.Multipart([image]));
        var stored = await service.V3PredictAsync($"{project}/classify/iterations/m/image?application=app", TestService.Raw(image));

        Assert.Equal(["probability", "tagId", "tagName"], unstored["predictions"]![0]!.AsObject().Select(member => member.Key));
        Assert.Equal(["probability", "tagId", "tagName", "tagType"], stored["predictions"]![0]!.AsObject().Select(member => member.Key));
        Assert.Equal([(string)stored["id"]!, (string)tested["id"]!], await QueryAsync("{}"));
        Assert.Equal([(string)stored["id"]!], await QueryAsync("""{"application":"app"}"""));
        Assert.Equal(2, (await QueryAsync($$"""{"tags":[{"id":"{{red}}","minThreshold":0.5,"maxThreshold":1}]}""")).Length);
        Assert.Empty(await QueryAsync($$"""{"tags":[{"id":"{{red}}","minThreshold":0,"maxThreshold":0.5}]}"""));
        var first = await service.V3Async("POST", $"projects/{project}/predictions/query", """{"maxCount":1}""");
        Assert.Equal([(string)tested["id"]!], await QueryAsync(first["token"]!.ToJsonString()));
        // A stored prediction becomes an image of the training.
        var added = await service.V3Async("POST", $"projects/{project}/images/predictions", $$"""{"images":[{"id":"{{stored["id"]}}","tagIds":["{{red}}"]},{"id":"{{Guid.NewGuid()}}"}]}""", status: 207);
        Assert.Equal(["OK", "ErrorSource"], added["images"]!.AsArray().Select(one => (string)one!["status"]!));
        Assert.Equal((string)stored["id"]!, (string)added["images"]![0]!["sourceUrl"]!);
        // As recorded: the answer doesn't show the tags, and the image has them.
        Assert.Null(added["images"]![0]!["image"]!["tags"]);
        Assert.Equal("red", (string)(await service.V3Async("GET", $"projects/{project}/images?take=1"))[0]!["tags"]![0]!["tagName"]!);
        await service.V3Async("DELETE", $"projects/{project}/predictions?ids={stored["id"]},{tested["id"]}", status: 204);
        Assert.Empty(await QueryAsync("{}"));

        async Task<string[]> QueryAsync(string body) => [.. (await service.V3Async("POST", $"projects/{project}/predictions/query", body))["results"]!.AsArray().Select(one => (string)one!["id"]!)];
    }

    [Theory]
    [InlineData("image")]
    [InlineData("image/nostore")]
    public async Task An_image_to_predict_that_is_none_has_the_text_of_the_real_service(string operation)
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _, iteration) = await service.NewTrainedAsync();
        await service.PublishAsync(project, iteration, "m");

        var unreadable = await service.V3PredictAsync($"{project}/classify/iterations/m/{operation}", TestService.Raw([1, 2, 3]), status: 400);
        var wrongKind = await service.V3PredictAsync($"{project}/detect/iterations/m/{operation}", TestService.Raw([1, 2, 3]), status: 400);

        Assert.Matches("^Bad Request Image Format, Uri: [0-9a-f]{32}$", (string)unreadable["message"]!);
        Assert.Equal("Invalid project type for operation.", (string)wrongKind["message"]!);
    }

    [Fact]
    public async Task Suggestions_come_from_the_model_and_end_when_they_are_accepted()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, green, iteration) = await service.NewTrainedAsync();
        var images = (string[])[.. await service.UploadV3Async(project, "red", 2), .. await service.UploadV3Async(project, "green", 1)];

        var suggested = (await service.V3Async("POST", $"projects/{project}/tagsandregions/suggestions?iterationId={iteration}&imageIds={string.Join(',', images)}")).AsArray();

        Assert.Equal(images, suggested.Select(one => (string)one!["id"]!));
        Assert.Equal(["red", "red", "green"], suggested.Select(one => (string)one!["predictions"]![0]!["tagName"]!));
        Assert.Equal($$"""{"{{red}}":2,"{{green}}":1}""", (await CountAsync(0.5)).ToJsonString());
        Assert.Equal($$"""{"{{red}}":0,"{{green}}":0}""", (await CountAsync(1)).ToJsonString());
        var page = await QueryAsync("""{"tagIds":[],"threshold":0.1,"maxCount":2,"session":""}""");
        var rest = await QueryAsync(page["token"]!.ToJsonString());
        Assert.Equal((2, 1), (page["results"]!.AsArray().Count, rest["results"]!.AsArray().Count));
        Assert.Null(rest["token"]!["continuation"]);
        double[] uncertainty = [.. page["results"]!.AsArray().Concat(rest["results"]!.AsArray()).Select(one => (double)one!["predictionUncertainty"]!)];
        Assert.Equal(uncertainty.Order(), uncertainty);
        Assert.Equal(uncertainty.Max(), (double)(await QueryAsync("""{"sortBy":"uncertaintydescending","maxCount":1}"""))["results"]![0]!["predictionUncertainty"]!);
        Assert.Equal(images[2], (string)(await QueryAsync($$"""{"tagIds":["{{green}}"],"threshold":0.5}"""))["results"]!.AsArray().Single()!["id"]!);
        await service.V3Async("POST", $"projects/{project}/images/tags", $$"""{"tags":[{"imageId":"{{images[2]}}","tagId":"{{green}}"}]}""");
        Assert.Equal($$"""{"{{red}}":2,"{{green}}":0}""", (await CountAsync(0.5)).ToJsonString());

        Task<JsonNode> CountAsync(double threshold) =>
            service.V3Async("POST", $"projects/{project}/images/suggested/count?iterationId={iteration}", FormattableString.Invariant($$"""{"tagIds":["{{red}}","{{green}}"],"threshold":{{threshold}}}"""));

        Task<JsonNode> QueryAsync(string body) => service.V3Async("POST", $"projects/{project}/images/suggested?iterationId={iteration}", body);
    }

    [Fact]
    public async Task An_export_is_refused_or_fails_with_a_reason()
    {
        await using var service = await TestService.StartAsync();
        var (project, _, _, iteration) = await service.NewTrainedAsync();
        var export = $"projects/{project}/iterations/{iteration}/export";

        Assert.Equal("BadRequestRequiredParamIsNull", (await service.V3ErrorAsync(400, "POST", export)).Code);
        Assert.Equal("BadRequest", (await service.V3ErrorAsync(400, "POST", $"{export}?platform=OpenVino")).Code);
        await service.V3Async("POST", $"{export}?platform=CoreML");
        JsonNode ended;
        do
            ended = (await service.V3Async("GET", export))[0]!;
        while ((string)ended["status"]! == "Exporting");
        Assert.Equal("Failed", (string)ended["status"]!);
        Assert.Null(ended["downloadUri"]);
        await service.V3Async("PATCH", $"projects/{project}", """{"settings":{"domainId":"ee85a74c-405e-4adc-bb47-ffa8ca0c9f31"}}""");
        var general = await service.TrainV3Async(project);
        Assert.Equal("BadRequestExportValidationFailed", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/iterations/{general["id"]}/export?platform=ONNX")).Code);
    }

    [Fact]
    public async Task The_quota_of_unstored_predictions_is_one_of_its_own()
    {
        await using var service = await TestService.StartAsync(with: options => options with
        {
            Settings = options.Settings with { Profile = QuotaProfile.S0 with { Calls = null, Trainings = null, Predictions = 1, UnstoredPredictions = 1 } },
        });
        var project = await service.NewV3ProjectAsync();

        int[] statuses = [await StatusAsync("image"), await StatusAsync("image/nostore"), await StatusAsync("url"), await StatusAsync("url/nostore")];

        Assert.Equal([404, 404, 429, 429], statuses);

        async Task<int> StatusAsync(string operation)
        {
            using var response = await service.SendV3PredictionAsync($"{project}/classify/iterations/m/{operation}", TestService.Raw([1]));
            return (int)response.StatusCode;
        }
    }
}
