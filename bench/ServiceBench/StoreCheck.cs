using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace CustomVision.Benches.Service;

/// <summary>Looks at what a service holds, from outside and in its folder.</summary>
internal static class StoreCheck
{
    private const int Page = 1000;

    /// <summary>What is wrong, in words.</summary>
    /// <param name="service">On disk.</param>
    /// <param name="project">The only one in it.</param>
    /// <param name="expected">By their ids, what must be listed with its tags.</param>
    /// <param name="served">Of these, what is fetched to see whether it is still the same.</param>
    public static async Task<List<string>> MistakesAsync(
        ServiceProcess service, TrainingProject project, IReadOnlyDictionary<string, StoredImage> expected, IReadOnlyCollection<StoredImage> served)
    {
        var mistakes = new List<string>();
        var listed = await ListedAsync(project);
        foreach (var content in expected.Values)
            if (!listed.TryGetValue(content.Id, out var image))
                mistakes.Add($"{content.Id} was answered with OK and is not there");
            else if (!image["Labels"]!.AsArray().Select(label => (string)label!["TagId"]!).ToHashSet().SetEquals(content.TagIds))
                mistakes.Add($"{content.Id} has other tags than it was sent with");

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        foreach (var content in served)
        {
            if (!listed.TryGetValue(content.Id, out var image))
                continue;
            using var answer = await http.GetAsync((string)image["ImageUri"]!);
            if (!answer.IsSuccessStatusCode)
                mistakes.Add($"{content.Id} is listed and answered with {(int)answer.StatusCode}");
            else if (!(await answer.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(content.Content))
                mistakes.Add($"{content.Id} is not what it was");
        }

        mistakes.AddRange(InFolder(service.DataFolder!));
        return mistakes;
    }

    public static async Task<int> CountAsync(TrainingProject project) => (await ListedAsync(project)).Count;

    private static async Task<Dictionary<string, JsonNode>> ListedAsync(TrainingProject project)
    {
        var listed = new Dictionary<string, JsonNode>();
        foreach (var list in (string[])["tagged/all", "untagged"])
            for (var skip = 0; ; skip += Page)
            {
                var page = (await project.GetAsync($"images/{list}?orderBy=Oldest&take={Page}&skip={skip}")).AsArray();
                foreach (var image in page)
                    listed.Add((string)image!["Id"]!, image);
                if (page.Count < Page)
                    break;
            }
        return listed;
    }

    private static IEnumerable<string> InFolder(string folder)
    {
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "store.db"),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        database.Open();
        foreach (var finding in Rows(database, "PRAGMA integrity_check"))
            if (finding != "ok")
                yield return $"the integrity check says {finding}";

        foreach (var content in Rows(database, "SELECT lower(hex(sha256)) FROM contents GROUP BY sha256 HAVING COUNT(*) > 1"))
            yield return $"the content {content} is there more than once";
        foreach (var image in Rows(database, "SELECT lower(hex(id)) FROM images GROUP BY id HAVING COUNT(*) > 1"))
            yield return $"the image {image} is there more than once";

        const string Referred = "(SELECT content FROM images UNION ALL SELECT content FROM removed_images)";
        foreach (var content in Rows(database, $"SELECT lower(hex(sha256)) FROM contents WHERE key NOT IN {Referred}"))
            yield return $"nothing refers to the row of {content}";
        foreach (var image in Rows(database, "SELECT lower(hex(id)) FROM images WHERE content NOT IN (SELECT key FROM contents)"))
            yield return $"the image {image} has no content";
    }

    private static IEnumerable<string> Rows(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return reader.GetString(0);
    }
}
