using CustomVision.LocalService.Storage;
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

        // What was stored in a file of its own is not stored in a pack as well.
        await using var last = await TestService.StartAsync(folder.PathOf("data"));
        Assert.Equal("OK", (string)(await last.UploadAsync(await last.NewProjectAsync(), picture))["Status"]!);
        Assert.Single(StoredPictures.In(folder.PathOf("data")));
    }

    /// <summary>The last version that kept the hash of a picture with each of its rows.</summary>
    [Fact]
    public async Task Data_of_version_4_opens_with_pictures_that_images_iterations_and_predictions_share()
    {
        using var folder = new TemporaryFolder();
        byte[][] pictures = [Pictures.New(), Pictures.New(), Pictures.New()];
        var (removed, predicted) = (Guid.NewGuid(), Guid.NewGuid());
        MakeVersion4(folder, pictures, removed, predicted);

        for (var time = 0; time < 2; time++)
        {
            await using var service = await TestService.StartAsync(folder.PathOf("data"));

            Assert.Equal(3, StoredPictures.In(folder.PathOf("data")).Count);
            var image = Assert.Single((await service.JsonAsync("GET", $"projects/{ProjectId}/images/tagged")).AsArray())!;
            Assert.Equal((24, 16), ((int)image["Width"]!, (int)image["Height"]!));
            Assert.Equal(pictures[0], await service.PictureAsync(ImageId));
            Assert.Equal(pictures[1], await service.PictureAsync(removed));
            Assert.Equal(pictures[2], await service.PictureAsync(predicted));
            Assert.Equal(
                [1L, 2L, 3L],
                service.Store.Database.Read(session => session.Query("SELECT length(vector) FROM features ORDER BY vector", row => row.GetInt64(0))));
            // The second and the third are no images of the project yet.
            foreach (var (index, picture) in pictures.Index())
                Assert.Equal(index > 0 && time == 0 ? "OK" : "OKDuplicate", (string)(await service.UploadAsync(ProjectId.ToString(), picture))["Status"]!);
        }

        // Key 12 has been given out, to an image that is gone.
        await using var last = await TestService.StartAsync(folder.PathOf("data"));
        Assert.Equal([9L, 13L, 14L], last.Store.Database.Read(session => session.Query("SELECT key FROM images ORDER BY key", row => row.GetInt64(0))));
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

    /// <summary>
    /// The first picture is an image's, the second is one that an iteration remembers, the third is a prediction's; two share a pack,
    /// and the last has a file of its own.
    /// </summary>
    private static void MakeVersion4(TemporaryFolder folder, byte[][] pictures, Guid removed, Guid predicted)
    {
        MakeFirstVersion(folder, pictures[2]);
        var sha256 = pictures.Select(System.Security.Cryptography.SHA256.HashData).ToArray();
        folder.Write("data/packs/0000000000000007.pack", [.. pictures[1], .. pictures[0]]);
        using var connection = new SqliteConnection($"Data Source={folder.PathOf("data", "store.db")};Pooling=False");
        connection.Open();
        using var session = new SqlSession(connection);
        Schema.Bring(session, to: 4);
        Run(connection, "UPDATE images SET sha256 = $1", sha256[0]);
        Run(connection, "UPDATE sqlite_sequence SET seq = 12 WHERE name = 'images'");
        Run(connection, "INSERT INTO removed_images VALUES (10, $1, 7, $2, 'image/png', 24, 16, 0)", removed.ToByteArray(), sha256[1]);
        Run(connection, "INSERT INTO iterations VALUES (2, $1, 7, 'Iteration 2', 'Completed', 0, 0, 0, 0, 1, 0)", Guid.NewGuid().ToByteArray());
        Run(connection, "INSERT INTO iteration_images VALUES (2, 1, 10)");
        Run(
            connection,
            "INSERT INTO predictions VALUES (11, $1, 7, 2, $1, $2, 'image/png', 24, 16, 0, NULL, 0.5, x'')",
            predicted.ToByteArray(), sha256[2]);
        Run(connection, "INSERT INTO packed VALUES ($1, 7, 0, $2)", sha256[1], pictures[1].Length);
        Run(connection, "INSERT INTO packed VALUES ($1, 7, $2, $3)", sha256[0], pictures[1].Length, pictures[0].Length);
        foreach (var (index, hash) in sha256.Index())
            Run(connection, "INSERT INTO features (sha256, version, vector) VALUES ($1, -1, $2)", hash, new byte[index + 1]);
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
