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

    /// <summary>All operations and all that is under /_local/, but for those that would end the service or empty it.</summary>
    public static readonly FuzzOperation[] All =
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
}
