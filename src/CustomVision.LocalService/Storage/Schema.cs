using System.Globalization;

namespace CustomVision.LocalService.Storage;

/// <summary>The tables, and the way to them from those of older versions of the service.</summary>
internal static class Schema
{
    /// <summary>Step n brings a database of version n to version n + 1. A step that has been released is never changed.</summary>
    private static readonly string[] Steps = [FirstTables, Training, PredictionCounts, Packs, Contents, ShortIndexes];

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

    /// <summary>
    /// Iterations with what they were trained from, the features that training takes from images, models, and predictions.
    /// </summary>
    private const string Training =
        """
        -- The open one has the status New; projects.workspace_id is its id. The counts of images are those of the snapshot.
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
            UNIQUE (project, name)
        ) STRICT;
        CREATE INDEX iterations_by_status ON iterations (status);
        INSERT INTO iterations (id, project, name, status, created, last_modified, is_default, tagged_images, untagged_images)
            SELECT workspace_id, key, 'Iteration 1', 'New', created, created, 0, 0, 0 FROM projects ORDER BY key;

        -- How many iterations the project has had, to name the next one.
        ALTER TABLE projects ADD COLUMN iterations INTEGER NOT NULL DEFAULT 1;
        -- The iteration that the workspace is still equal to; null once anything has changed.
        ALTER TABLE projects ADD COLUMN unchanged_since INTEGER;

        -- What an iteration was trained from. The images' own rows stay in images, or in removed_images once they are deleted
        -- there: so a snapshot is short, and needs no index but its key. The tags are copied, for they can be renamed.
        CREATE TABLE iteration_tags (
            iteration INTEGER NOT NULL,
            tag INTEGER NOT NULL,
            id BLOB NOT NULL,
            name TEXT NOT NULL,
            description TEXT,
            image_count INTEGER NOT NULL,
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
        CREATE TABLE removed_images (
            key INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            project INTEGER NOT NULL,
            sha256 BLOB NOT NULL,
            media_type TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            created INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX removed_images_by_project ON removed_images (project);
        CREATE INDEX removed_images_by_content ON removed_images (sha256);

        CREATE TABLE models (
            iteration INTEGER PRIMARY KEY,
            features_version INTEGER NOT NULL,
            model BLOB NOT NULL,
            scores BLOB NOT NULL
        ) STRICT;

        -- A null vector is an image that has none, because it cannot be decoded.
        CREATE TABLE features (
            key INTEGER PRIMARY KEY,
            sha256 BLOB NOT NULL UNIQUE,
            version INTEGER NOT NULL,
            vector BLOB
        ) STRICT;

        -- The probabilities are in the order of the tags of the iteration. An iteration's tags stay until its last prediction goes.
        CREATE TABLE predictions (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            project INTEGER NOT NULL,
            iteration INTEGER NOT NULL,
            iteration_id BLOB NOT NULL,
            sha256 BLOB NOT NULL,
            media_type TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            created INTEGER NOT NULL,
            source TEXT,
            margin REAL NOT NULL,
            probabilities BLOB NOT NULL
        ) STRICT;
        CREATE INDEX predictions_by_project ON predictions (project, key);
        CREATE INDEX predictions_by_margin ON predictions (project, margin, key);
        CREATE INDEX predictions_by_iteration ON predictions (iteration);
        CREATE INDEX predictions_by_content ON predictions (sha256);
        """;

    /// <summary>How much was predicted, which quotas are about: deleting a prediction gives none of it back.</summary>
    private const string PredictionCounts =
        """
        -- Months in UTC, as in 2017-05.
        CREATE TABLE prediction_counts (
            month TEXT NOT NULL PRIMARY KEY,
            predictions INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO prediction_counts (month, predictions)
            SELECT strftime('%Y-%m', created / 1000, 'unixepoch') AS month, COUNT(*) FROM predictions GROUP BY month;
        """;

    private const string Packs =
        """
        -- Where a small image lies: in which pack, and where in it. Larger ones have files of their own, and no row here.
        CREATE TABLE packed (
            sha256 BLOB NOT NULL PRIMARY KEY,
            pack INTEGER NOT NULL,
            start INTEGER NOT NULL,
            length INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX packed_by_pack ON packed (pack);
        """;

    /// <summary>Each content once, and what refers to it by a short key: what an image costs to store is mostly that index of hashes.</summary>
    private static string Contents =>
        $"""
        -- A small image lies in a pack, from start on; a large one has no pack, and a file of its own that its hash names.
        CREATE TABLE contents (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            sha256 BLOB NOT NULL UNIQUE,
            media_type TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            pack INTEGER,
            start INTEGER,
            length INTEGER
        ) STRICT;
        INSERT INTO contents (sha256, media_type, width, height, pack, start, length)
            SELECT referred.sha256, media_type, width, height, pack, start, length
            FROM (
                SELECT sha256, media_type, width, height FROM images
                UNION ALL SELECT sha256, media_type, width, height FROM removed_images
                UNION ALL SELECT sha256, media_type, width, height FROM predictions
            ) AS referred
            LEFT JOIN packed ON packed.sha256 = referred.sha256
            GROUP BY referred.sha256;
        CREATE INDEX contents_by_pack ON contents (pack) WHERE pack IS NOT NULL;
        DROP TABLE packed;

        CREATE TABLE new_images (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE,
            project INTEGER NOT NULL,
            content INTEGER NOT NULL,
            created INTEGER NOT NULL,
            tagged INTEGER NOT NULL,
            UNIQUE (content, project)
        ) STRICT;
        INSERT INTO new_images (key, id, project, content, created, tagged)
            SELECT images.key, id, project, contents.key, created, tagged FROM images JOIN contents USING (sha256);
        {Replaced("images")}
        CREATE INDEX images_by_tagged ON images (project, tagged, key);

        {ReferToContents("removed_images")}
        {ReferToContents("predictions")}

        CREATE TABLE new_features (
            content INTEGER PRIMARY KEY,
            version INTEGER NOT NULL,
            vector BLOB
        ) STRICT;
        INSERT INTO new_features (content, version, vector)
            SELECT contents.key, version, vector FROM features JOIN contents USING (sha256);
        DROP TABLE features;
        ALTER TABLE new_features RENAME TO features;
        """;

    /// <summary>
    /// The rows of an upload are next to each other in most indexes, so that few pages are written for them; those of ids and of
    /// hashes were the two where each row came to lie on a page of its own.
    /// </summary>
    private static string ShortIndexes =>
        $"""
        {Remade(
            "contents",
            """
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            sha256 BLOB NOT NULL,
            media_type TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            pack INTEGER,
            start INTEGER,
            length INTEGER
            """)}
        CREATE INDEX contents_by_pack ON contents (pack) WHERE pack IS NOT NULL;
        -- Eight bytes tell hashes apart well enough, and the shorter the rows of an index are, the more of them share a page.
        CREATE INDEX contents_by_hash ON contents (substr(sha256, 1, 8));

        {Remade(
            "images",
            """
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL,
            project INTEGER NOT NULL,
            content INTEGER NOT NULL,
            created INTEGER NOT NULL,
            tagged INTEGER NOT NULL,
            UNIQUE (content, project)
            """)}
        CREATE INDEX images_by_tagged ON images (project, tagged, key);
        -- The last six bytes of an id are the time it was made at; before this version they were random.
        CREATE INDEX images_by_id ON images (substr(id, 11));
        """;

    public static void Bring(SqlSession session) => Bring(session, Steps.Length);

    /// <param name="to">The version; an older one is for tests.</param>
    public static void Bring(SqlSession session, int to)
    {
        var version = session.Count("PRAGMA user_version");
        if (version > Steps.Length)
            throw new StoreException(
                $"it is of version {version}, and this service knows versions up to {Steps.Length}. Use a newer service.");

        for (; version < to; version++)
            session.ExecuteScript(string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE; {Steps[version]} PRAGMA user_version = {version + 1}; COMMIT;"));
    }

    /// <summary>Gives a table other constraints. It keeps its columns, and loses its indexes.</summary>
    private static string Remade(string table, string columns) =>
        $"""
        CREATE TABLE new_{table} ({columns}) STRICT;
        INSERT INTO new_{table} SELECT * FROM {table} ORDER BY key;
        {Replaced(table)}
        """;

    /// <summary>Puts the new table in the place of the old one. A key is not given out anew, not even that of a row that is gone.</summary>
    private static string Replaced(string table) =>
        $"""
        DELETE FROM sqlite_sequence WHERE name = 'new_{table}';
        INSERT INTO sqlite_sequence (name, seq) SELECT 'new_{table}', seq FROM sqlite_sequence WHERE name = '{table}';
        DROP TABLE {table};
        ALTER TABLE new_{table} RENAME TO {table};
        """;

    /// <summary>Has a table refer to contents, in place of saying itself what they are.</summary>
    private static string ReferToContents(string table) =>
        $"""
        DROP INDEX {table}_by_content;
        ALTER TABLE {table} ADD COLUMN content INTEGER NOT NULL DEFAULT 0;
        UPDATE {table} SET content = (SELECT key FROM contents WHERE contents.sha256 = {table}.sha256);
        ALTER TABLE {table} DROP COLUMN sha256;
        ALTER TABLE {table} DROP COLUMN media_type;
        ALTER TABLE {table} DROP COLUMN width;
        ALTER TABLE {table} DROP COLUMN height;
        CREATE INDEX {table}_by_content ON {table} (content);
        """;
}
