using System.Globalization;

namespace CustomVision.LocalService.Storage;

/// <summary>The tables, and the way to them from those of older versions of the service.</summary>
internal static class Schema
{
    /// <summary>Step n brings a database of version n to version n + 1. A step that has been released is never changed.</summary>
    private static readonly string[] Steps = [FirstTables];

    private const string FirstTables =
        """
        CREATE TABLE settings (
            name TEXT NOT NULL PRIMARY KEY,
            value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE projects (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            name TEXT NOT NULL UNIQUE,
            description TEXT NOT NULL,
            domain_id BLOB NOT NULL,
            workspace_id BLOB NOT NULL,
            created INTEGER NOT NULL,
            last_modified INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE tags (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            project INTEGER NOT NULL,
            name TEXT NOT NULL,
            description TEXT,
            created INTEGER NOT NULL,
            UNIQUE (project, name)
        ) STRICT;

        -- tagged says whether the image has any label, so that a page of either kind is one step through an index.
        CREATE TABLE images (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            project INTEGER NOT NULL,
            sha256 BLOB NOT NULL,
            media_type TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            created INTEGER NOT NULL,
            tagged INTEGER NOT NULL,
            UNIQUE (sha256, project)
        ) STRICT;
        CREATE INDEX images_by_tagged ON images (project, tagged, key);

        CREATE TABLE labels (
            tag INTEGER NOT NULL,
            image INTEGER NOT NULL,
            id BLOB NOT NULL,
            created INTEGER NOT NULL,
            PRIMARY KEY (tag, image)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX labels_by_image ON labels (image);
        """;

    public static void Bring(SqlSession session)
    {
        var version = session.Count("PRAGMA user_version");
        if (version > Steps.Length)
            throw new StoreException(
                $"The data is of version {version}; this service knows versions up to {Steps.Length}. Use a newer service.");

        for (; version < Steps.Length; version++)
            session.ExecuteScript(string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE; {Steps[version]} PRAGMA user_version = {version + 1}; COMMIT;"));
    }
}
