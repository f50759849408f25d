using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Tests;

public sealed class MigrationTests
{
    /// <summary>The tables as the first version of the service made them.</summary>
    private const string FirstTables =
        """
        CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE projects (
            key INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
            domain_id BLOB NOT NULL, workspace_id BLOB NOT NULL, created INTEGER NOT NULL, last_modified INTEGER NOT NULL) STRICT;
        CREATE TABLE tags (
            key INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, project INTEGER NOT NULL, name TEXT NOT NULL,
            description TEXT, created INTEGER NOT NULL, UNIQUE (project, name)) STRICT;
        CREATE TABLE images (
            key INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, project INTEGER NOT NULL, sha256 BLOB NOT NULL,
            media_type TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, created INTEGER NOT NULL,
            tagged INTEGER NOT NULL, UNIQUE (sha256, project)) STRICT;
        CREATE INDEX images_by_tagged ON images (project, tagged, key);
        CREATE TABLE labels (
            tag INTEGER NOT NULL, image INTEGER NOT NULL, id BLOB NOT NULL, created INTEGER NOT NULL,
            PRIMARY KEY (tag, image)) STRICT, WITHOUT ROWID;
        CREATE INDEX labels_by_image ON labels (image);
        PRAGMA user_version = 1;
        """;

    private static readonly Guid ProjectId = Guid.NewGuid();
    private static readonly Guid WorkspaceId = Guid.NewGuid();
    private static readonly Guid TagId = Guid.NewGuid();
    private static readonly Guid ImageId = Guid.NewGuid();
    private static readonly Guid LabelId = Guid.NewGuid();

    [Fact]
    public async Task Data_of_the_first_version_opens_with_all_that_is_in_it()
    {
        using var folder = new TemporaryFolder();
        var picture = Pictures.New();
        MakeFirstVersion(folder, picture);

        for (var time = 0; time < 2; time++)
        {
            await using var service = await TestService.StartAsync(folder.PathOf("data"));
            using var client = new HttpClient();

            var project = Assert.Single((await service.JsonAsync("GET", "projects")).AsArray())!;
            var tag = await service.JsonAsync("GET", $"projects/{ProjectId}/tags/{TagId}?iterationId={WorkspaceId}");
            var image = Assert.Single((await service.JsonAsync("GET", $"projects/{ProjectId}/images/tagged?tagIds={TagId}")).AsArray())!;
            var iterations = await service.JsonAsync("GET", $"projects/{ProjectId}/iterations");

            Assert.Equal(
                $$$"""{"Id":"{{{ProjectId}}}","Name":"birds","Description":"of Europe","CurrentIterationId":"{{{WorkspaceId}}}","Created":"2020-01-02T03:04:05.006Z","LastModified":"2020-01-02T03:04:05.006Z","Settings":{"DomainId":"ee85a74c-405e-4adc-bb47-ffa8ca0c9f31"},"ThumbnailUri":null}""",
                project.ToJsonString());
            Assert.Equal($$"""{"Id":"{{TagId}}","Name":"wren","Description":null,"ImageCount":1}""", tag.ToJsonString());
            Assert.Equal(ImageId.ToString(), (string)image["Id"]!);
            Assert.Equal(LabelId.ToString(), (string)image["Labels"]![0]!["LabelId"]!);
            Assert.Equal(picture, await client.GetByteArrayAsync((string)image["ImageUri"]!, TestService.Cancel));
            Assert.Equal(
                $$"""[{"Id":"{{WorkspaceId}}","Name":"Iteration 1","Status":"New","Created":"2020-01-02T03:04:05.006Z","LastModified":"2020-01-02T03:04:05.006Z","IsDefault":false}]""",
                iterations.ToJsonString());
            Assert.Equal("OKDuplicate", (string)(await service.UploadAsync(ProjectId.ToString(), picture))["Status"]!);
        }
    }

    private static void MakeFirstVersion(TemporaryFolder folder, byte[] picture)
    {
        var sha256 = System.Security.Cryptography.SHA256.HashData(picture);
        var name = Convert.ToHexStringLower(sha256);
        folder.Write($"data/pictures/{name[..1]}/{name[1..2]}/{name}", picture);
        using var connection = new SqliteConnection($"Data Source={folder.PathOf("data", "store.db")};Pooling=False");
        connection.Open();
        Run(connection, FirstTables);
        var time = new DateTimeOffset(2020, 1, 2, 3, 4, 5, 6, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var domain = new Guid("ee85a74c-405e-4adc-bb47-ffa8ca0c9f31").ToByteArray();
        Run(connection, "INSERT INTO projects VALUES (7, $1, 'birds', 'of Europe', $2, $3, $4, $4)", ProjectId.ToByteArray(), domain, WorkspaceId.ToByteArray(), time);
        Run(connection, "INSERT INTO tags VALUES (8, $1, 7, 'wren', NULL, $2)", TagId.ToByteArray(), time);
        Run(connection, "INSERT INTO images VALUES (9, $1, 7, $2, 'image/png', 24, 16, $3, 1)", ImageId.ToByteArray(), sha256, time);
        Run(connection, "INSERT INTO labels VALUES (8, 9, $1, $2)", LabelId.ToByteArray(), time);
    }

    private static void Run(SqliteConnection connection, string sql, params object[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (index, value) in values.Index())
            command.Parameters.AddWithValue($"${index + 1}", value);
        command.ExecuteNonQuery();
    }
}
