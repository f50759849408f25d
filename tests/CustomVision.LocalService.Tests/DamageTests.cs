using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Tests;

/// <summary>A data folder whose database is lost, damaged or not ours is refused and stays as it is. Damage that is found later is reported.</summary>
public sealed class DamageTests
{
    private const int PageBytes = 16384;

    [Theory]
    [InlineData("PRAGMA user_version = 1000", "was written by a newer version")]
    [InlineData("PRAGMA user_version = 6", "was written by an older version")]
    [InlineData("PRAGMA application_id = 0", "is a database of another program")]
    public async Task A_database_of_another_version_or_program_is_refused(string change, string reason)
    {
        using var folder = await NewDataAsync();
        Change(folder.PathOf("data", "store.db"), change);

        AssertRefused(folder.PathOf("data"), "store.db", $"{folder.PathOf("data", "store.db")} {reason}", "pecify another folder.");
    }

    [Fact]
    public void A_database_that_another_program_created_is_refused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("data"));
        Change(folder.PathOf("data", "store.db"), "CREATE TABLE contacts (name TEXT)");

        AssertRefused(folder.PathOf("data"), "store.db", "is a database of another program. Specify another folder.");
    }

    [Theory]
    [InlineData("store.db-wal")]
    [InlineData("store.db-shm")]
    [InlineData("reserve")]
    [InlineData("lock")]
    public void A_folder_that_has_lost_its_database_is_refused(string remains)
    {
        using var folder = new TemporaryFolder();
        folder.Write($"data/{remains}", Encoding.ASCII.GetBytes("remains"));

        AssertRefused(
            folder.PathOf("data"), remains, $"{folder.PathOf("data", "store.db")} is missing", remains, "Restore store.db from a backup");
        Assert.False(File.Exists(folder.PathOf("data", "store.db")));
    }

    [Fact]
    public async Task A_folder_with_only_the_lock_file_left_is_refused_unless_the_service_never_created_a_database_there()
    {
        using var folder = await NewDataAsync();
        foreach (var file in Directory.GetFiles(folder.PathOf("data")).Where(file => Path.GetFileName(file) != "lock"))
            File.Delete(file);
        folder.Write("new/lock", []);

        AssertRefused(folder.PathOf("data"), "lock", "is missing", "the lock file");
        Store.Open(folder.PathOf("new")).Dispose();
    }

    [Theory]
    [InlineData(0, "is empty")]
    [InlineData(100, "is damaged or is not a database")]
    [InlineData(PageBytes, "is damaged or is not a database")]
    [InlineData(5 * PageBytes, "is damaged or is not a database")]
    [InlineData(5 * PageBytes + 1000, "is damaged or is not a database")]
    public async Task A_database_that_is_cut_off_is_refused(int length, string reason)
    {
        using var folder = await NewDataAsync();
        using (var file = File.OpenWrite(folder.PathOf("data", "store.db")))
            file.SetLength(length);

        AssertRefused(folder.PathOf("data"), "store.db", reason);
    }

    [Fact]
    public async Task A_database_whose_log_was_deleted_before_anything_was_copied_from_it_is_refused()
    {
        using var folder = new TemporaryFolder();
        var data = folder.PathOf("data");
        using (var service = await ServiceProcess.StartAsync(["--data", data]))
            await service.KillAsync();
        File.Delete(Path.Combine(data, "store.db-wal"));
        File.Delete(Path.Combine(data, "store.db-shm"));

        AssertRefused(data, "store.db", "contains no data", "store.db-wal from a backup");
    }

    [Theory]
    [InlineData("sqlite_schema")]
    [InlineData("projects")]
    [InlineData("tags")]
    [InlineData("iterations")]
    [InlineData("settings")]
    public async Task A_database_whose_small_tables_are_overwritten_is_refused(string table)
    {
        using var folder = await NewDataAsync();
        Overwrite(folder.PathOf("data", "store.db"), table);

        AssertRefused(folder.PathOf("data"), "store.db", $"{folder.PathOf("data", "store.db")} is damaged or is not a database. Restore it from a backup");
    }

    [Fact]
    public async Task The_process_that_refuses_a_folder_writes_one_line_to_stderr()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("data/store.db", [.. Enumerable.Repeat((byte)'x', 5000)]);

        using var refused = await ServiceProcess.StartAsync(["--data", folder.PathOf("data")]);
        var (exitCode, output, errors) = await refused.WaitForExitAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal(
            $"The data can't be opened: {file} is damaged or is not a database. Restore it from a backup, or specify another folder.", errors.Trim());
    }

    [Fact]
    public async Task A_database_that_is_damaged_while_the_service_runs_is_an_error_that_says_so()
    {
        using var folder = await NewDataAsync();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        Overwrite(folder.PathOf("data", "store.db"), "projects");
        Overwrite(folder.PathOf("data", "store.db"), "sqlite_autoindex_projects_1");

        using var answer = await service.SendAsync("GET", "projects");

        Assert.Equal(500, (int)answer.StatusCode);
        Assert.Contains("The database of the local service is damaged.", await answer.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
        await AssertBrokenAsync(service, "The database of the local service is damaged.");
    }

    [Theory]
    [InlineData("UPDATE content_bytes SET bytes = zeroblob(length(bytes))")]
    [InlineData("UPDATE content_bytes SET bytes = x''")]
    [InlineData("DELETE FROM content_bytes")]
    public async Task An_image_whose_bytes_are_damaged_is_an_error_and_another_upload_of_it_repairs_it(string damage)
    {
        using var folder = await NewDataAsync();
        var data = folder.PathOf("data");
        Change(Path.Combine(data, "store.db"), damage);
        await using var service = await TestService.StartAsync(data);
        var project = (string)(await service.JsonAsync("GET", "projects"))[0]!["Id"]!;
        var image = (await service.JsonAsync("GET", $"projects/{project}/images/untagged"))[0]!;

        foreach (var link in (string[])["ImageUri", "ThumbnailUri"])
        {
            using var answer = await service.Client.GetAsync((string)image[link]!, TestService.Cancel);
            var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel))!;
            Assert.Equal((HttpStatusCode.InternalServerError, "ErrorStorage"), (answer.StatusCode, (string)error["Code"]!));
            Assert.Contains($"The stored image {image["Id"]} is damaged", (string)error["Message"]!, StringComparison.Ordinal);
        }
        await AssertBrokenAsync(service, $"The stored image {image["Id"]} is damaged");

        Assert.Equal("OKDuplicate", (string)(await service.UploadAsync(project, Image))["Status"]!);
        Assert.Equal(Image, await service.Client.GetByteArrayAsync((string)image["ImageUri"]!, TestService.Cancel));
    }

    [Fact]
    public async Task An_image_on_an_overwritten_page_is_an_error_and_not_an_OK_with_a_link_that_leads_nowhere()
    {
        using var folder = await NewDataAsync();
        var data = folder.PathOf("data");
        Overwrite(Path.Combine(data, "store.db"), "content_bytes");
        await using var service = await TestService.StartAsync(data);
        var project = (string)(await service.JsonAsync("GET", "projects"))[0]!["Id"]!;
        var link = (string)(await service.JsonAsync("GET", $"projects/{project}/images/untagged"))[0]!["ImageUri"]!;
        var other = await service.NewProjectAsync("other");

        using var answer = await service.Client.GetAsync(link, TestService.Cancel);

        Assert.Equal(500, (int)answer.StatusCode);
        Assert.Equal("ErrorStorage", (string)(await service.UploadAsync(other, Image))["Status"]!);
        await AssertBrokenAsync(service, "The database of the local service is damaged.");
    }

    private static byte[] Image { get; } = TestImages.New();

    // A service starts once for all tests of the class.
    private static readonly Lazy<Task<Dictionary<string, byte[]>>> Files = new(ReadNewDataAsync);

    /// <summary>A folder "data" with a project, a tag and an image, whose service has stopped.</summary>
    private static async Task<TemporaryFolder> NewDataAsync()
    {
        var folder = new TemporaryFolder();
        foreach (var (name, content) in await Files.Value)
            folder.Write($"data/{name}", content);
        return folder;
    }

    private static async Task<Dictionary<string, byte[]>> ReadNewDataAsync()
    {
        using var folder = new TemporaryFolder();
        await using (var service = await TestService.StartAsync(folder.PathOf("data")))
        {
            var project = await service.NewProjectAsync();
            await service.NewTagAsync(project, "a");
            await service.UploadAsync(project, Image);
        }
        return Directory.GetFiles(folder.PathOf("data")).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
    }

    private static void AssertRefused(string data, string unchanged, params string[] texts)
    {
        var files = Directory.GetFiles(data).Order().ToArray();
        var before = File.ReadAllBytes(Path.Combine(data, unchanged));

        var error = Assert.Throws<StoreException>(() => Store.Open(data));

        Assert.All(texts, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(data, unchanged)));
        // The service may add its lock file.
        Assert.Empty(files.Except(Directory.GetFiles(data)));
    }

    private static async Task AssertBrokenAsync(TestService service, string reason)
    {
        using var answer = await service.SendAsync("GET", $"{service.Endpoint}/_local/health");
        var health = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel))!;
        Assert.Equal((503, "broken"), ((int)answer.StatusCode, (string)health["status"]!));
        Assert.Contains(reason, (string)health["reason"]!, StringComparison.Ordinal);
    }

    private static void Change(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Overwrites the first page of a table or index.</summary>
    private static void Overwrite(string database, string name)
    {
        var root = name == "sqlite_schema" ? 1 : int.Parse(
            StoredImages.Query(Path.GetDirectoryName(database)!, $"SELECT CAST(rootpage AS TEXT) FROM sqlite_schema WHERE name = '{name}'").Single(),
            CultureInfo.InvariantCulture);
        using var file = new FileStream(database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = (root - 1L) * PageBytes;
        file.Write([.. Enumerable.Repeat((byte)'x', PageBytes)]);
    }
}
