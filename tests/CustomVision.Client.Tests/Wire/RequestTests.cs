using System.Globalization;

namespace CustomVision.Client.Tests.Wire;

/// <summary>What each operation puts on the wire, to the letter.</summary>
public sealed class RequestTests
{
    private const string Root = "/customvision/v1.0/Training";
    private const string EmptyList = """{"Tags":[],"TotalTaggedImages":0,"TotalUntaggedImages":0}""";
    private const string Summary = """{"IsBatchSuccessful":true,"Images":[]}""";
    private const string Something = """{"Id":"00000000-0000-0000-0000-000000000001"}""";

    private static readonly Guid Project = new("7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80");
    private static readonly Guid First = new("a1111111-1111-4111-8111-111111111111");
    private static readonly Guid Second = new("b2222222-2222-4222-8222-222222222222");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task GetDomains_asks_for_the_domains() =>
        Asks("GET", "/domains", "[]", client => client.GetDomainsAsync(Token));

    [Fact]
    public Task GetProjects_asks_for_the_projects() =>
        Asks("GET", "/projects", "[]", client => client.GetProjectsAsync(Token));

    [Fact]
    public Task GetProject_names_the_project_in_the_path() =>
        Asks("GET", $"/projects/{Project}", Something, client => client.GetProjectAsync(Project, Token));

    [Fact]
    public Task CreateProject_puts_everything_in_the_query() =>
        Asks(
            "POST",
            $"/projects?name=Birds%20%26%20bees%20%2B%201%25&description=%C3%A9t%C3%A9%20%231%3F&domainId={First}",
            Something,
            client => client.CreateProjectAsync(new NewProject("Birds & bees + 1%") { Description = "été #1?", DomainId = First }, Token));

    [Fact]
    public Task CreateProject_leaves_out_what_was_not_said() =>
        Asks("POST", "/projects?name=birds", Something, client => client.CreateProjectAsync(new NewProject("birds"), Token));

    [Fact]
    public Task CreateProject_sends_a_description_that_is_empty() =>
        Asks("POST", "/projects?name=birds&description=", Something, client => client.CreateProjectAsync(new NewProject("birds") { Description = "" }, Token));

    [Fact]
    public Task DeleteProject_names_the_project_in_the_path() =>
        Asks("DELETE", $"/projects/{Project}", "", client => client.DeleteProjectAsync(Project, Token));

    [Fact]
    public Task GetTags_asks_for_the_tags_of_the_open_workspace() =>
        Asks("GET", $"/projects/{Project}/tags", EmptyList, client => client.GetTagsAsync(Project, cancellation: Token));

    [Fact]
    public Task GetTags_asks_for_the_tags_of_an_iteration() =>
        Asks("GET", $"/projects/{Project}/tags?iterationId={First}", EmptyList, client => client.GetTagsAsync(Project, First, Token));

    [Fact]
    public Task GetTag_names_project_and_tag_in_the_path() =>
        Asks("GET", $"/projects/{Project}/tags/{First}", Something, client => client.GetTagAsync(Project, First, cancellation: Token));

    [Fact]
    public Task GetTag_names_the_iteration_in_the_query() =>
        Asks(
            "GET",
            $"/projects/{Project}/tags/{First}?iterationId={Second}",
            Something,
            client => client.GetTagAsync(Project, First, Second, Token));

    [Fact]
    public Task CreateTag_puts_name_and_description_in_the_query() =>
        Asks(
            "POST",
            $"/projects/{Project}/tags?name=hemlock&description=the%20tree%2C%20not%20the%20herb",
            Something,
            client => client.CreateTagAsync(Project, "hemlock", "the tree, not the herb", cancellation: Token));

    [Fact]
    public Task DeleteTag_names_project_and_tag_in_the_path() =>
        Asks("DELETE", $"/projects/{Project}/tags/{First}", "", client => client.DeleteTagAsync(Project, First, Token));

    [Fact]
    public Task CreateImagesFromData_repeats_tagIds() =>
        Asks(
            "POST",
            $"/projects/{UploadRuns.Project}/images/image?tagIds={First}&tagIds={Second}",
            Summary,
            client => client.CreateImageAsync([1, 2, 3], [First, Second], Token));

    [Fact]
    public Task CreateImagesFromData_without_tags_has_no_query() =>
        Asks(
            "POST",
            $"/projects/{UploadRuns.Project}/images/image",
            Summary,
            client => client.CreateImageAsync([1, 2, 3], [], Token));

    [Fact]
    public Task GetImagesByTags_repeats_tagIds_and_says_which_page() =>
        Asks(
            "GET",
            $"/projects/{Project}/images/tagged?tagIds={First}&tagIds={Second}&orderBy=Newest&take=100&skip=0",
            "[]",
            client => client.GetImages(Project, new ImageFilter { TagIds = [First, Second] }).NextPageAsync(Token));

    [Fact]
    public Task GetAllTaggedImages_says_which_page() =>
        Asks(
            "GET",
            $"/projects/{Project}/images/tagged/all?iterationId={First}&orderBy=Oldest&take=256&skip=512",
            "[]",
            client => client.GetImages(
                Project, new ImageFilter { Status = TaggingStatus.Tagged, IterationId = First, OrderBy = ImageOrder.Oldest, PageSize = 256, Skip = 512 }).NextPageAsync(Token));

    [Fact]
    public Task GetAllUntaggedImages_says_which_page() =>
        Asks(
            "GET",
            $"/projects/{Project}/images/untagged?orderBy=Newest&take=1&skip=2",
            "[]",
            client => client.GetImages(Project, new ImageFilter { Status = TaggingStatus.Untagged, PageSize = 1, Skip = 2 }).NextPageAsync(Token));

    [Fact]
    public Task DeleteImages_repeats_imageIds() =>
        Asks(
            "DELETE",
            $"/projects/{Project}/images?imageIds={First}&imageIds={Second}",
            "",
            client => client.DeleteImagesAsync(Project, [First, Second], cancellation: Token));

    [Fact]
    public async Task An_endpoint_below_a_path_keeps_that_path()
    {
        await using var server = new ScriptedServer(ServerReply.Json("[]"));
        var connection = new CustomVisionConnection(new Uri(server.Endpoint, "gateway/vision"), Secret.From(ServerConnections.Key)) { Version = ApiVersion.V1 };

        await new CustomVisionClient(connection).Training.GetDomainsAsync(Token);

        Assert.Equal("/gateway/vision/customvision/v1.0/Training/domains", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task A_token_is_sent_as_bearer_where_there_is_no_key()
    {
        await using var server = new ScriptedServer(ServerReply.Json("[]"));
        var connection = new CustomVisionConnection(server.Endpoint, accessToken: Secret.From("eyJ0.abc_-.def"));

        await new CustomVisionClient(connection).Training.GetDomainsAsync(Token);

        var request = Assert.Single(server.Requests);
        Assert.Equal("Bearer eyJ0.abc_-.def", request.Header("Authorization"));
        Assert.Null(request.Header("Training-key"));
    }

    [Fact]
    public async Task A_key_goes_before_a_token()
    {
        await using var server = new ScriptedServer(ServerReply.Json("[]"));
        var connection = new CustomVisionConnection(
            server.Endpoint, Secret.From(ServerConnections.Key), accessToken: Secret.From("eyJ0.abc_-.def"));

        await new CustomVisionClient(connection).Training.GetDomainsAsync(Token);

        var request = Assert.Single(server.Requests);
        Assert.Equal(ServerConnections.Key, request.Header("Training-key"));
        Assert.Null(request.Header("Authorization"));
    }

    [Fact]
    public async Task Each_request_is_reported_with_its_answer_and_without_the_key()
    {
        await using var server = new ScriptedServer(ServerReply.Json("[]", headers: "apim-request-id: 6d0b\r\n"));
        var records = new List<RequestRecord>();

        await server.NewClient(onRequest: record => { records.Add(record); return Task.CompletedTask; }).GetDomainsAsync(Token);

        var record = Assert.Single(records);
        Assert.Equal(("GetDomains", "GET", "6d0b"), (record.Operation, record.Method, record.RequestId));
        Assert.Equal(System.Net.HttpStatusCode.OK, record.StatusCode);
        Assert.Equal($"{Root}/domains", record.Uri.AbsolutePath);
        Assert.StartsWith($"GetDomains: GET {server.Endpoint}", record.ToString());
        Assert.DoesNotContain(ServerConnections.Key, record.ToString());
    }

    [Fact]
    public Task GetAccountInfo_asks_for_the_account() =>
        Asks("GET", "/account", """{"UserName":"u"}""", client => client.GetAccountInfoAsync(Token));

    [Fact]
    public Task GetDomain_names_the_domain_in_the_path() =>
        Asks("GET", $"/domains/{First}", Something, client => client.GetDomainAsync(First, Token));

    [Fact]
    public Task UpdateProject_sends_what_is_to_change() =>
        Asks(
            "PATCH",
            $"/projects/{Project}",
            Something,
            client => client.UpdateProjectAsync(
                Project, new ProjectUpdate { Name = "bees", Description = "", DomainId = First }, Token),
            $$$"""{"Name":"bees","Description":"","Settings":{"DomainId":"{{{First}}}"}}""");

    [Fact]
    public Task UpdateTag_leaves_out_what_is_not_to_change() =>
        Asks(
            "PATCH",
            $"/projects/{Project}/tags/{First}",
            Something,
            client => client.UpdateTagAsync(Project, First, new TagUpdate { Name = "oak" }, Token),
            """{"Name":"oak"}""");

    [Fact]
    public Task PostImageLabel_names_the_tag_in_the_query() =>
        Asks(
            "POST",
            $"/projects/{Project}/images/{First}/label?tagId={Second}",
            Something,
            client => client.AddImageTagAsync(Project, First, Second, Token));

    [Fact]
    public Task DeleteImageLabel_names_the_label_in_the_path() =>
        Asks(
            "DELETE",
            $"/projects/{Project}/images/{First}/label/{Second}",
            Something,
            client => client.RemoveImageTagAsync(Project, First, new ImageTag { LabelId = Second }, Token));

    [Fact]
    public Task TrainProject_posts_nothing() =>
        Asks("POST", $"/projects/{Project}/train", Something, client => client.TrainProjectAsync(Project, cancellation: Token));

    [Fact]
    public Task GetIterations_asks_for_the_iterations() =>
        Asks("GET", $"/projects/{Project}/iterations", "[]", client => client.GetIterationsAsync(Project, Token));

    [Fact]
    public Task GetIteration_names_the_iteration_in_the_path() =>
        Asks("GET", $"/projects/{Project}/iterations/{First}", Something, client => client.GetIterationAsync(Project, First, Token));

    [Fact]
    public Task UpdateIteration_sends_what_is_to_change() =>
        Asks(
            "PATCH",
            $"/projects/{Project}/iterations/{First}",
            Something,
            client => client.UpdateIterationAsync(Project, First, new IterationUpdate { Name = "best", IsDefault = true }, Token),
            """{"Name":"best","IsDefault":true}""");

    [Fact]
    public Task DeleteIteration_names_the_iteration_in_the_path() =>
        Asks("DELETE", $"/projects/{Project}/iterations/{First}", "", client => client.DeleteIterationAsync(Project, First, Token));

    [Fact]
    public Task GetIterationPerformance_writes_the_threshold_with_a_dot_in_every_country() =>
        Asks(
            "GET",
            $"/projects/{Project}/iterations/{First}/performance?threshold=0.25",
            "{}",
            async client =>
            {
                var decimalComma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
                decimalComma.NumberFormat.NumberDecimalSeparator = ",";
                CultureInfo.CurrentCulture = decimalComma;
                await client.GetIterationPerformanceAsync(new Iteration { Id = First, ProjectId = Project }, 0.25, cancellation: Token);
            });

    [Fact]
    public Task GetPredictionResults_puts_everything_in_the_query() =>
        Asks(
            "GET",
            $"/projects/{Project}/predictions?maxCount=10&orderBy=Suggested&iterationId={First}&tagIds={First}&tagIds={Second}"
            + "&threshold=0.5&startTime=2026-01-31T22%3A00%3A00Z&endTime=2026-02-01T00%3A00%3A00.5Z&source=the%20door",
            """{"Results":[],"Token":null}""",
            client => client.GetPredictions(
                Project,
                new PredictionFilter
                {
                    PageSize = 10,
                    OrderBy = PredictionOrder.Suggested,
                    IterationId = First,
                    TagIds = [First, Second],
                    Threshold = 0.5,
                    StartTime = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.FromHours(2)),
                    EndTime = new DateTimeOffset(2026, 2, 1, 0, 0, 0, 500, TimeSpan.Zero),
                    Source = "the door",
                }).NextPageAsync(Token));

    [Fact]
    public Task GetPredictionResults_leaves_out_what_was_not_said() =>
        Asks(
            "GET",
            $"/projects/{Project}/predictions?maxCount=64&orderBy=Newest",
            "{}",
            client => client.GetPredictions(Project, new PredictionFilter()).NextPageAsync(Token));

    [Fact]
    public async Task GetNextPredictionResults_gives_the_token_back_as_it_came()
    {
        const string Given = """{"Session":"s 1","Continuation":"p=2","MaxCount":64,"OrderBy":"Newest","SomethingNew":[1.50,null]}""";
        await using var server = new ScriptedServer(
            ServerReply.Json($$"""{"Results":[],"Token":{{Given}}}"""), ServerReply.Json("""{"Results":[],"Token":null}"""));

        await server.NewClient().GetPredictions(Project, new PredictionFilter()).ToListAsync();

        Assert.Equal($"POST {Root}/projects/{Project}/predictions/next", server.Requests[1].Line);
        Assert.Equal(Given, System.Text.Encoding.UTF8.GetString(server.Requests[1].Body));
    }

    [Fact]
    public Task DeletePrediction_repeats_the_ids_in_the_query() =>
        Asks(
            "DELETE",
            $"/projects/{Project}/predictions?ids={First}&ids={Second}",
            "",
            client => client.DeletePredictionsAsync(Project, [First, Second], Token));

    private static async Task Asks(
        string method, string pathAndQuery, string answer, Func<ITrainingApi, Task> call, string body = "")
    {
        await using var server = new ScriptedServer(answer.Length == 0 ? ServerReply.Empty(204) : ServerReply.Json(answer));

        await call(server.NewClient());

        var request = Assert.Single(server.Requests);
        Assert.Equal($"{method} {Root}{pathAndQuery}", request.Line);
        Assert.Equal(ServerConnections.Key, request.Header("Training-key"));
        Assert.DoesNotContain(ServerConnections.Key, request.Target);
        Assert.Equal("application/json", request.Header("Accept"));
        Assert.Null(request.Header("Expect"));
        Assert.Null(request.Header("Cookie"));
        Assert.Null(request.Header("Transfer-Encoding"));
        if (method is "POST" or "PATCH")
            Assert.Equal(request.Body.Length.ToString(), request.Header("Content-Length"));
        if (body.Length > 0)
            Assert.Equal("application/json; charset=utf-8", request.Header("Content-Type"));
        if (!request.Target.Contains("/images/image"))
            Assert.Equal(body, System.Text.Encoding.UTF8.GetString(request.Body));
    }
}
