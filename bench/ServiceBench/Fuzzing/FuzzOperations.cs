namespace CustomVision.Fuzzing;

/// <summary>What a request is to: names in braces are ids, those of the query come after the question mark.</summary>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">From the root.</param>
/// <param name="Body">A whole body; "image" for images; null for none.</param>
internal sealed record FuzzOperation(string Method, string Path, string? Body = null)
{
    public const string Image = "image";
}

internal static class FuzzOperations
{
    private const string Training = "/customvision/v1.0/Training";
    private const string Project = Training + "/projects/{projectId}";
    private const string Prediction = "/customvision/v1.0/Prediction/{projectId}";

    private const string RegionBatch = """{"regions":[{"imageId":"{objectId}","tagId":"{thingId}","left":0.1,"top":0.1,"width":0.25,"height":0.5}]}""";
    private const string TagBatch = """{"tags":[{"imageId":"{imageId}","tagId":"{tagId}"}]}""";
    private const string ImageQuery = "iterationId=&tagIds=&taggingStatus=&$filter=&orderBy=&take=&skip=";

    // A GIF with one pixel.
    private const string FileBatch = """{"images":[{"name":"a.gif","contents":"R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7","tagIds":["{tagId}"],"regions":[]}],"tagIds":[],"metadata":{"key":"value"} }""";
    private const string ProjectUpdate = """{"name":"fuzz","description":"d","settings":{"domainId":"{domainId}","classificationType":"Multilabel","imageProcessingSettings":{"augmentationMethods":{"rotation":false} } } }""";
    private const string PredictionQuery = """{"maxCount":5,"orderBy":"Newest","tags":[{"id":"{tagId}","minThreshold":0.0,"maxThreshold":1.0}],"application":"a","session":"","startTime":"2020-05-18T19:47:30Z"}""";

    /// <summary>All operations and all that is under /_local/, but for those that would end the service or empty it.</summary>
    public static readonly FuzzOperation[] All = [.. OfVersion1, .. OfVersion("3.0", "3.0"), .. OfVersion("3.3", "3.1"), .. OfVersion("3.4-preview", "3.1")];

    private static FuzzOperation[] OfVersion1 =>
    [
        new("GET", Training + "/account"),
        new("GET", Training + "/domains"),
        new("GET", Training + "/domains/{domainId}"),
        new("GET", Training + "/projects"),
        new("POST", Training + "/projects?name=&description=&domainId="),
        new("GET", Project),
        new("PATCH", Project, """{"Name":"fuzz","Description":"d","Settings":{"DomainId":null}}"""),
        new("DELETE", Training + "/projects/{unknown}"),
        new("GET", Project + "/tags?iterationId="),
        new("POST", Project + "/tags?name=&description="),
        new("GET", Project + "/tags/{tagId}?iterationId="),
        new("PATCH", Project + "/tags/{tagId}", """{"Name":"birch","Description":"d"}"""),
        new("DELETE", Project + "/tags/{unknown}"),
        new("POST", Project + "/images/image?tagIds=", FuzzOperation.Image),
        new("POST", Project + "/images/image?tagIds=", FuzzOperation.Image),
        new("POST", Project + "/images/image?tagIds=", FuzzOperation.Image),
        new("POST", Project + "/images/image?tagIds=", FuzzOperation.Image),
        // Nothing listens there, nothing may be fetched from there, or it is no address at all.
        new("POST", Project + "/images/url", """{"TagIds":[],"Urls":["http://127.0.0.1:1/a.png","file:///etc/passwd","http://[::1","ftp://127.0.0.1/"]}"""),
        new("POST", Project + "/images/predictions", """{"TagIds":["{tagId}"],"Ids":["{id}"]}"""),
        new("GET", Project + "/images/tagged?iterationId=&tagIds=&orderBy=&take=&skip="),
        new("GET", Project + "/images/tagged/all?iterationId=&orderBy=&take=&skip="),
        new("GET", Project + "/images/untagged?iterationId=&orderBy=&take=&skip="),
        new("DELETE", Project + "/images?imageIds="),
        new("POST", Project + "/images/{imageId}/label?tagId="),
        new("DELETE", Project + "/images/{imageId}/label/{labelId}"),
        new("POST", Project + "/train"),
        new("GET", Project + "/iterations"),
        new("GET", Project + "/iterations/{iterationId}"),
        new("PATCH", Project + "/iterations/{iterationId}", """{"Name":"i","IsDefault":true}"""),
        new("DELETE", Project + "/iterations/{unknown}"),
        new("GET", Project + "/iterations/{iterationId}/performance?threshold="),
        new("GET", Project + "/predictions?maxCount=&orderBy=&iterationId=&continuation=&session=&tags="),
        new("POST", Project + "/predictions/next", """{"Continuation":"1:1:1:0","MaxCount":5,"OrderBy":"Newest","Tags":[{"Id":"{tagId}","MinThreshold":0,"MaxThreshold":1}],"IterationId":"{iterationId}","StartTime":"2017-05-18T19:47:30Z","EndTime":null,"Application":"a","Session":"1:1"}"""),
        new("DELETE", Project + "/predictions?ids="),
        new("POST", Prediction + "/image?iterationId=&application=", FuzzOperation.Image),
        new("POST", Prediction + "/image?iterationId=&application=", FuzzOperation.Image),
        new("POST", Prediction + "/url?iterationId=&application=", """{"Url":"http://127.0.0.1:1/a.png"}"""),
        new("GET", "/"),
        new("GET", "/_local/health"),
        new("GET", "/_local/images/{imageId}/image?sig="),
        new("GET", "/_local/images/{imageId}/thumbnail?sig="),
        new("GET", "/_local/requests?operation=&method=&status=&projectId=&since=&take="),
        new("POST", "/_local/faults", """{"operation":"NoneOfThem","reorder":true,"count":1,"seed":1}"""),
        new("GET", "/_local/faults"),
        new("DELETE", "/_local/faults/{id}"),
        new("PATCH", "/_local/settings", """{"profile":"None","training":{"mode":"real"}}"""),
        new("GET", "/_local/settings"),
        new("POST", "/_local/{unknown}", """{"projectId":"{unknown}"}"""),
    ];

    private static FuzzOperation[] OfVersion(string trainingVersion, string predictionVersion)
    {
        var training = $"/customvision/v{trainingVersion}/training";
        var project = training + "/projects/{projectId}";
        var images = project + "/images";
        var objects = training + "/projects/{detectionId}/images";
        var iteration = project + "/iterations/{iterationId}";
        var prediction = $"/customvision/v{predictionVersion}/prediction/";
        return
        [
            new("GET", training + "/domains"),
            new("GET", training + "/domains/{domainId}"),
            new("GET", training + "/projects"),
            new("POST", training + "/projects?name=&description=&domainId=&classificationType=&targetExportPlatforms=", "{}"),
            new("POST", training + "/projects/import?token=&name="),
            new("GET", project),
            new("PATCH", project, ProjectUpdate),
            new("DELETE", training + "/projects/{unknown}"),
            new("GET", project + "/export"),
            new("GET", project + "/artifacts?path="),
            new("GET", project + "/tags?iterationId="),
            new("POST", project + "/tags?name=&description=&type="),
            new("GET", project + "/tags/{tagId}?iterationId="),
            new("PATCH", project + "/tags/{tagId}", """{"name":"birch","description":"d","type":"Regular"}"""),
            new("DELETE", project + "/tags/{unknown}"),
            new("POST", images + "?tagIds=", FuzzOperation.Image),
            new("POST", images + "?tagIds=", FuzzOperation.Image),
            new("POST", images + "/files", FileBatch),
            new("POST", images + "/urls", """{"images":[{"url":"http://127.0.0.1:1/a.png","tagIds":["{tagId}"]}],"tagIds":[]}"""),
            new("POST", images + "/predictions", """{"images":[{"id":"{id}","tagIds":["{tagId}"]}]}"""),
            new("GET", images + "?" + ImageQuery),
            new("GET", images + "/id?imageIds=&iterationId="),
            new("GET", images + "/count?" + ImageQuery),
            new("GET", images + "/tagged?iterationId=&tagIds=&orderBy=&take=&skip="),
            new("GET", images + "/tagged/count?iterationId=&tagIds="),
            new("GET", images + "/untagged?iterationId=&orderBy=&take=&skip="),
            new("GET", images + "/untagged/count?iterationId="),
            new("POST", images + "/metadata?imageIds=", """{"key":"value"}"""),
            new("POST", images + "/tags", TagBatch),
            new("DELETE", images + "/tags?imageIds=&tagIds="),
            new("POST", objects + "/regions", RegionBatch),
            new("DELETE", objects + "/regions?regionIds="),
            new("POST", objects + "?tagIds=", FuzzOperation.Image),
            new("GET", objects + "?" + ImageQuery),
            new("POST", objects + "/{objectId}/regionproposals"),
            new("POST", images + "/suggested?iterationId=", """{"tagIds":["{tagId}"],"threshold":0.1,"maxCount":10,"session":"","sortBy":"UncertaintyAscending"}"""),
            new("POST", images + "/suggested/count?iterationId=", """{"tagIds":["{tagId}"],"threshold":0.1}"""),
            new("DELETE", images + "?imageIds=&allIterations="),
            new("POST", project + "/tagsandregions/suggestions?iterationId=&imageIds="),
            new("POST", project + "/train?trainingType=&reservedBudgetInHours=&forceTrain=&notificationEmailAddress=", """{"selectedTags":["{tagId}"],"customBaseModelInfo":{"projectId":"{projectId}","iterationId":"{iterationId}"} }"""),
            new("GET", project + "/iterations"),
            new("GET", iteration),
            new("PATCH", iteration, """{"name":"i"}"""),
            new("DELETE", project + "/iterations/{unknown}"),
            new("GET", iteration + "/performance?threshold=&overlapThreshold="),
            new("GET", iteration + "/performance/images?tagIds=&orderBy=&take=&skip="),
            new("GET", iteration + "/performance/images/count?tagIds="),
            new("POST", iteration + "/publish?publishName=&predictionId=&overwrite="),
            new("DELETE", iteration + "/publish"),
            new("POST", iteration + "/export?platform=&flavor="),
            new("GET", iteration + "/export"),
            new("POST", project + "/predictions/query", PredictionQuery),
            new("DELETE", project + "/predictions?ids="),
            new("POST", project + "/quicktest/image?iterationId=&store=", FuzzOperation.Image),
            new("POST", project + "/quicktest/url?iterationId=&store=", """{"url":"http://127.0.0.1:1/a.png"}"""),
            new("POST", prediction + "{projectId}/classify/iterations/{publishedName}/image?application=", FuzzOperation.Image),
            new("POST", prediction + "{projectId}/classify/iterations/{publishedName}/image/nostore", FuzzOperation.Image),
            new("POST", prediction + "{projectId}/classify/iterations/{publishedName}/url", """{"url":"http://127.0.0.1:1/a.png"}"""),
            new("POST", prediction + "{detectionId}/detect/iterations/{publishedName}/image", FuzzOperation.Image),
        ];
    }
}
