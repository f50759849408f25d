using System.Globalization;

namespace CustomVision.LocalService.Data;

/// <summary>The tables of the database.</summary>
internal static class Schema
{
    /// <summary>Increase it with every change to the tables. Databases of other versions are refused.</summary>
    private const int Version = 13;

    /// <summary>Identifies the databases of the local service: "CVLS".</summary>
    private const int ApplicationId = 0x4356_4C53;

    private static readonly string[] SmallTables = ["settings", "projects", "tags", "iterations"];

    private const string Tables =
        """
        CREATE TABLE settings (
            name TEXT NOT NULL PRIMARY KEY,
            value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- workspace_id is the id of the iteration with the status New.
        -- iterations counts all iterations that the project has had, to name the next one.
        -- unchanged_since is the iteration that the workspace is still equal to; NULL once anything has changed.
        -- classification is Multilabel or Multiclass. export_platforms is a list with commas. image_processing is JSON; NULL for the
        -- defaults.
        CREATE TABLE projects (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            name TEXT NOT NULL UNIQUE,
            description TEXT NOT NULL,
            domain_id BLOB NOT NULL,
            workspace_id BLOB NOT NULL,
            created INTEGER NOT NULL,
            last_modified INTEGER NOT NULL,
            iterations INTEGER NOT NULL,
            unchanged_since INTEGER,
            classification TEXT NOT NULL,
            export_platforms TEXT NOT NULL,
            image_processing TEXT,
            export_container TEXT,
            notification_queue TEXT
        ) STRICT;

        CREATE TABLE tags (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            project INTEGER NOT NULL,
            name TEXT NOT NULL,
            description TEXT,
            created INTEGER NOT NULL,
            type TEXT NOT NULL,
            UNIQUE (project, name)
        ) STRICT;

        -- Each content once, however many images and predictions refer to it. The bytes have a table of their own, so that rows
        -- of contents share pages.
        CREATE TABLE contents (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            sha256 BLOB NOT NULL,
            media_type TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE content_bytes (
            content INTEGER PRIMARY KEY,
            bytes BLOB NOT NULL
        ) STRICT;
        -- Eight bytes tell hashes apart well enough, and short index rows fit more to a page.
        CREATE INDEX contents_by_hash ON contents (substr(sha256, 1, 8));

        -- tagged says whether the image has any label, so that a page of either kind is one range of an index. metadata is a JSON
        -- object of strings; NULL for none.
        CREATE TABLE images (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL,
            project INTEGER NOT NULL,
            content INTEGER NOT NULL,
            created INTEGER NOT NULL,
            tagged INTEGER NOT NULL,
            metadata TEXT,
            UNIQUE (content, project)
        ) STRICT;
        CREATE INDEX images_by_tagged ON images (project, tagged, key);
        -- The last six bytes of an id are its time, so that new rows go to the end of the index.
        CREATE INDEX images_by_id ON images (substr(id, 11));

        CREATE TABLE labels (
            tag INTEGER NOT NULL,
            image INTEGER NOT NULL,
            id BLOB NOT NULL,
            created INTEGER NOT NULL,
            PRIMARY KEY (tag, image)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX labels_by_image ON labels (image);

        -- The rectangles are fractions of the upright image. Each tag of a region is a label of its image too.
        CREATE TABLE regions (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL,
            image INTEGER NOT NULL,
            tag INTEGER NOT NULL,
            x REAL NOT NULL,
            y REAL NOT NULL,
            width REAL NOT NULL,
            height REAL NOT NULL,
            created INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX regions_by_image ON regions (image);
        CREATE INDEX regions_by_tag ON regions (tag);
        CREATE INDEX regions_by_id ON regions (substr(id, 11));

        -- The counts of images are those of the snapshot. failure is the reason why the training failed. domain_id and classification
        -- are those of the project when the training began; NULL in the workspace. publish_name is the name of 3.x; NULL while the
        -- iteration isn't published by name.
        CREATE TABLE iterations (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            project INTEGER NOT NULL,
            name TEXT NOT NULL,
            status TEXT NOT NULL,
            created INTEGER NOT NULL,
            last_modified INTEGER NOT NULL,
            trained_at INTEGER,
            is_default INTEGER NOT NULL,
            tagged_images INTEGER NOT NULL,
            untagged_images INTEGER NOT NULL,
            failure TEXT,
            domain_id BLOB,
            classification TEXT,
            training_type TEXT NOT NULL,
            reserved_hours INTEGER NOT NULL,
            training_minutes INTEGER NOT NULL,
            base_project BLOB,
            base_iteration BLOB,
            publish_name TEXT,
            publish_resource TEXT,
            UNIQUE (project, name)
        ) STRICT;
        CREATE INDEX iterations_by_status ON iterations (status);

        -- The snapshot that an iteration was trained from. The rows of its images stay in images, or move to removed_images when
        -- they are deleted there. Tags are copied, because they can be renamed, and stay until the last prediction is deleted.
        CREATE TABLE iteration_tags (
            iteration INTEGER NOT NULL,
            tag INTEGER NOT NULL,
            id BLOB NOT NULL,
            name TEXT NOT NULL,
            description TEXT,
            image_count INTEGER NOT NULL,
            type TEXT NOT NULL,
            PRIMARY KEY (iteration, tag)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE iteration_images (
            iteration INTEGER NOT NULL,
            tagged INTEGER NOT NULL,
            image INTEGER NOT NULL,
            PRIMARY KEY (iteration, tagged, image)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE iteration_labels (
            iteration INTEGER NOT NULL,
            tag INTEGER NOT NULL,
            image INTEGER NOT NULL,
            id BLOB NOT NULL,
            created INTEGER NOT NULL,
            PRIMARY KEY (iteration, tag, image)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX iteration_labels_by_image ON iteration_labels (iteration, image);
        CREATE TABLE iteration_regions (
            iteration INTEGER NOT NULL,
            image INTEGER NOT NULL,
            region INTEGER NOT NULL,
            id BLOB NOT NULL,
            tag INTEGER NOT NULL,
            x REAL NOT NULL,
            y REAL NOT NULL,
            width REAL NOT NULL,
            height REAL NOT NULL,
            created INTEGER NOT NULL,
            PRIMARY KEY (iteration, image, region)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE removed_images (
            key INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            project INTEGER NOT NULL,
            content INTEGER NOT NULL,
            created INTEGER NOT NULL,
            metadata TEXT
        ) STRICT;
        CREATE INDEX removed_images_by_project ON removed_images (project);
        CREATE INDEX removed_images_by_content ON removed_images (content);

        CREATE TABLE models (
            iteration INTEGER PRIMARY KEY,
            features_version INTEGER NOT NULL,
            model BLOB NOT NULL,
            scores BLOB NOT NULL
        ) STRICT;

        -- The zip file of an iteration that was imported; it has no row in models.
        CREATE TABLE imported_models (
            iteration INTEGER PRIMARY KEY,
            sha256 BLOB NOT NULL,
            file BLOB NOT NULL
        ) STRICT;

        -- The vector is NULL for an image that can't be decoded.
        CREATE TABLE features (
            content INTEGER PRIMARY KEY,
            version INTEGER NOT NULL,
            vector BLOB
        ) STRICT;

        -- The probabilities are in the order of the iteration's tags. boxes are the detected regions, six numbers each; NULL for a
        -- classification.
        CREATE TABLE predictions (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            project INTEGER NOT NULL,
            iteration INTEGER NOT NULL,
            iteration_id BLOB NOT NULL,
            content INTEGER NOT NULL,
            created INTEGER NOT NULL,
            source TEXT,
            margin REAL NOT NULL,
            probabilities BLOB NOT NULL,
            boxes BLOB
        ) STRICT;
        CREATE INDEX predictions_by_project ON predictions (project, key);
        CREATE INDEX predictions_by_margin ON predictions (project, margin, key);
        CREATE INDEX predictions_by_iteration ON predictions (iteration);
        CREATE INDEX predictions_by_content ON predictions (content);

        -- The suggested tags of untagged images, as predictions are.
        CREATE TABLE suggestions (
            iteration INTEGER NOT NULL,
            image INTEGER NOT NULL,
            created INTEGER NOT NULL,
            uncertainty REAL NOT NULL,
            probabilities BLOB NOT NULL,
            boxes BLOB,
            PRIMARY KEY (iteration, image)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX suggestions_by_image ON suggestions (image);

        -- An exported model. file is NULL until it is done.
        CREATE TABLE exports (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            iteration INTEGER NOT NULL,
            platform TEXT NOT NULL,
            flavor TEXT NOT NULL,
            status TEXT NOT NULL,
            created INTEGER NOT NULL,
            file BLOB,
            UNIQUE (iteration, platform, flavor)
        ) STRICT;

        -- Quotas count predictions per month (UTC, as in 2017-05). Deleting a prediction doesn't change the count.
        CREATE TABLE prediction_counts (
            month TEXT NOT NULL PRIMARY KEY,
            predictions INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Whether the database has no tables yet.</summary>
    /// <exception cref="StoreException">The database has another version, or was created by another program.</exception>
    public static bool IsNew(SqlSession session, string? file)
    {
        var (application, version) = (session.Count("PRAGMA application_id"), session.Count("PRAGMA user_version"));
        if ((application, version) == (ApplicationId, Version))
            return false;
        if ((application, version) == (0, 0) && !session.Exists("SELECT 1 FROM sqlite_master"))
            return true;
        throw new StoreException(application != ApplicationId
            ? $"{file} is a database of another program. Specify another folder."
            : $"{file} was written by {(version > Version ? "a newer" : "an older")} version of the local service (schema version {version}; this version reads {Version}). Use that version, or specify another folder.");
    }

    /// <summary>
    /// Checks the tables that every request needs. Images are checked when they are read: reading all of them would make the start slow.
    /// </summary>
    /// <exception cref="StoreException">A table is damaged.</exception>
    public static void Check(SqlSession session, string? file)
    {
        foreach (var table in SmallTables)
            if (session.QuerySingle($"PRAGMA quick_check({table})", row => row.GetString(0)) is not "ok")
                throw new StoreException($"{file} {StorageError.Damaged}");
    }

    public static void Create(SqlSession session) => session.ExecuteScript(string.Create(
        CultureInfo.InvariantCulture,
        $"BEGIN IMMEDIATE; {Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;"));
}
