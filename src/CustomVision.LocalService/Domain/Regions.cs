using System.Runtime.InteropServices;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Settings;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Domain;

/// <summary>A rectangle, as fractions of the width and the height of the upright image.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BoundingBox(float Left, float Top, float Width, float Height)
{
    // Fractions that were computed from pixels may exceed 1 by their rounding.
    private const float Rounding = 1e-5f;

    /// <summary>Whether it has an area and lies within the image.</summary>
    public bool IsValid => Left >= 0 && Top >= 0 && Width > 0 && Height > 0 && Left + Width <= 1 + Rounding && Top + Height <= 1 + Rounding;
}

/// <summary>A region to create.</summary>
internal sealed record NewRegion(Guid TagId, BoundingBox Box);

/// <summary>A region to create on a stored image.</summary>
internal sealed record ImageRegionEntry(Guid ImageId, NewRegion Region);

/// <summary>A region of a stored image.</summary>
internal sealed record Region(Guid Id, Guid TagId, string TagName, DateTimeOffset Created, BoundingBox Box);

/// <param name="Duplicated">Those that the image had already.</param>
/// <param name="Exceeded">Those that would have given the image more regions or tags than it may have.</param>
internal sealed record CreatedRegions(
    IReadOnlyList<(Guid ImageId, Region Region)> Created, IReadOnlyList<ImageRegionEntry> Duplicated, IReadOnlyList<ImageRegionEntry> Exceeded);

/// <summary>The tagged rectangles on the images of a detection project.</summary>
internal sealed class Regions(Store store, CurrentSettings settings, TimeProvider clock)
{
    /// <summary>Finds the id $1 by the index, which holds the last six bytes of each.</summary>
    public const string IdIs1 = "substr(regions.id, 11) = substr($1, 11) AND regions.id = $1";

    /// <summary>Creates regions in one transaction. Each puts its tag on its image.</summary>
    /// <exception cref="ServiceException">Two of them are equal, which the real service refuses as a whole, or one is invalid.</exception>
    public Task<CreatedRegions> AddAsync(Guid projectId, IReadOnlyList<ImageRegionEntry> entries)
    {
        if (entries.Distinct().Count() < entries.Count)
            throw Invalid("Duplicate image regions");
        return store.Database.WriteAsync(session =>
        {
            var project = Projects.Get(session, projectId);
            // The texts of these two are invented.
            if (!project.Domain.IsDetection)
                throw Invalid("Only images of object detection projects can have regions.");
            if (entries.FirstOrDefault(entry => !entry.Region.Box.IsValid) is { } bad)
                throw Invalid($"The region of the image {bad.ImageId} must have an area and lie within the image. Coordinates are fractions from 0 to 1 of its upper left corner and its size.");
            var tags = entries.Select(entry => entry.Region.TagId).Distinct().ToDictionary(id => id, id => Tags.FindUncounted(session, project, id) ?? throw ServiceException.NotFoundTag(id));
            var created = new List<(Guid, Region)>();
            var (duplicated, exceeded) = (new List<ImageRegionEntry>(), new List<ImageRegionEntry>());
            foreach (var entry in entries)
            {
                var image = Images.FindKey(session, project, entry.ImageId) ?? throw ServiceException.NotFoundImage(entry.ImageId);
                var tag = tags[entry.Region.TagId];
                if (Has(session, image, tag.Key, entry.Region.Box))
                    duplicated.Add(entry);
                else if (IsFull(session, image, tag))
                    exceeded.Add(entry);
                else
                    created.Add((entry.ImageId, Insert(session, image, tag, entry.Region.Box, clock.GetUtcNow())));
            }
            if (created.Count > 0)
                Projects.NoteChange(session, project);
            return new CreatedRegions(created, duplicated, exceeded);
        });
    }

    /// <summary>Deletes regions. The last region of a tag on an image takes the tag with it. Unknown ids are ignored.</summary>
    public Task DeleteAsync(Guid projectId, IReadOnlyCollection<Guid> ids) => store.Database.WriteAsync(session =>
    {
        var project = Projects.Get(session, projectId);
        foreach (var id in ids)
            foreach (var (key, image, tag) in session.Query(
                $"SELECT regions.key, image, tag FROM regions JOIN tags ON tags.key = tag WHERE {IdIs1} AND project = $2",
                row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
                id, project.Key))
            {
                session.Execute("DELETE FROM regions WHERE key = $1", key);
                if (!session.Exists("SELECT 1 FROM regions WHERE image = $1 AND tag = $2", image, tag))
                    Labels.Remove(session, image, tag);
                Projects.NoteChange(session, project);
            }
        return true;
    });

    /// <summary>Inserts a region that has been checked, and its tag.</summary>
    public static Region Insert(SqlSession session, long image, Tag tag, BoundingBox box, DateTimeOffset now)
    {
        var id = Ids.New();
        session.Execute(
            "INSERT INTO regions (id, image, tag, x, y, width, height, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id, image, tag.Key, box.Left, box.Top, box.Width, box.Height, now);
        Labels.Put(session, image, tag.Key, now);
        return new Region(id, tag.Id, tag.Name, now, box);
    }

    /// <summary>The regions of images by the key of the image, newest first.</summary>
    /// <param name="iteration">The iteration whose snapshot to read; null for the workspace.</param>
    public static ILookup<long, Region> Of(SqlSession session, IEnumerable<long> images, Iteration? iteration) => session.Query(
        iteration is null
            ? """
              SELECT image, regions.id, tags.id, tags.name, regions.created, x, y, width, height FROM regions JOIN tags ON tags.key = regions.tag
              WHERE image IN (SELECT value FROM json_each($1)) ORDER BY regions.key DESC
              """
            : """
              SELECT image, regions.id, tags.id, tags.name, created, x, y, width, height FROM iteration_regions AS regions
              JOIN iteration_tags AS tags ON tags.iteration = regions.iteration AND tags.tag = regions.tag
              WHERE regions.iteration = $2 AND image IN (SELECT value FROM json_each($1)) ORDER BY region DESC
              """,
        row => (Image: row.GetInt64(0), Region: new Region(row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetTime(4), ReadBox(row, 5))),
        $"[{string.Join(',', images)}]", iteration?.Key).ToLookup(one => one.Image, one => one.Region);

    public static BoundingBox ReadBox(SqliteDataReader row, int column) =>
        new(row.GetFloat(column), row.GetFloat(column + 1), row.GetFloat(column + 2), row.GetFloat(column + 3));

    private bool IsFull(SqlSession session, long image, Tag tag) =>
        (settings.Value.Profile.RegionsPerImage is { } regions && session.Count("SELECT COUNT(*) FROM regions WHERE image = $1", image) >= regions)
        || (settings.Value.Profile.TagsPerImage is { } tags
            && session.Count("SELECT COUNT(*) FROM labels WHERE image = $1 AND tag <> $2", image, tag.Key) >= tags);

    private static bool Has(SqlSession session, long image, long tag, BoundingBox box) => session.Exists(
        "SELECT 1 FROM regions WHERE image = $1 AND tag = $2 AND x = $3 AND y = $4 AND width = $5 AND height = $6",
        image, tag, box.Left, box.Top, box.Width, box.Height);

    private static ServiceException Invalid(string message) => new(ErrorCodes.BadRequestImageRegions, message);
}
