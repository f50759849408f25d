using CustomVision.LocalService.Data;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Domain;

/// <summary>A tag on an image, by their ids.</summary>
internal sealed record ImageTagPair(Guid ImageId, Guid TagId);

/// <param name="Duplicated">Those that were there already.</param>
/// <param name="Exceeded">Those that would have given an image more tags than it may have.</param>
internal sealed record CreatedImageTags(
    IReadOnlyList<ImageTagPair> Created, IReadOnlyList<ImageTagPair> Duplicated, IReadOnlyList<ImageTagPair> Exceeded);

/// <summary>Adds tags to stored images, and removes them.</summary>
internal sealed class Labels(Store store, CurrentSettings settings, TimeProvider clock)
{
    private enum Outcome
    {
        Created,
        Duplicated,
        Exceeded,
    }

    /// <summary>Adding a tag twice is not an error, because a client may repeat a request whose answer it didn't receive.</summary>
    public Task<StoredImage> AddAsync(Guid projectId, Guid imageId, Guid tagId) => store.Database.WriteAsync(session =>
    {
        var project = Projects.Get(session, projectId);
        var image = Find(session, project, imageId);
        return Add(session, project, image, Tags.Get(session, project, tagId)) == Outcome.Exceeded
            ? throw new ServiceException(
                ErrorCodes.BadRequestExceedTagPerImageLimit,
                $"The image has {MaxTags(project)} tag{(MaxTags(project) == 1 ? "" : "s")}, which is as many as an image of the project may have.")
            : Images.ByKey(session, image);
    });

    /// <summary>Adds the tags in one transaction.</summary>
    public Task<CreatedImageTags> AddAsync(Guid projectId, IReadOnlyList<ImageTagPair> pairs) => store.Database.WriteAsync(session =>
    {
        var project = Projects.Get(session, projectId);
        var tags = pairs.Select(pair => pair.TagId).Distinct().ToDictionary(id => id, id => Tags.FindUncounted(session, project, id) ?? throw ServiceException.NotFoundTag(id));
        var results = pairs.ToLookup(pair => Add(session, project, Find(session, project, pair.ImageId), tags[pair.TagId]));
        return new CreatedImageTags([.. results[Outcome.Created]], [.. results[Outcome.Duplicated]], [.. results[Outcome.Exceeded]]);
    });

    /// <remarks>No version publishes a code for an unknown label.</remarks>
    public Task<StoredImage> RemoveAsync(Guid projectId, Guid imageId, Guid labelId) => store.Database.WriteAsync(session =>
    {
        var project = Projects.Get(session, projectId);
        var image = Find(session, project, imageId);
        var tag = session.QueryNumber("SELECT tag FROM labels WHERE image = $1 AND id = $2", image, labelId)
            ?? throw new ServiceException(ErrorCodes.NotFound, $"The image has no label {labelId}.");
        Remove(session, image, tag);
        Projects.NoteChange(session, project);
        return Images.ByKey(session, image);
    });

    /// <summary>Removes each of the tags from each of the images. Unknown ids are ignored, as when images are deleted.</summary>
    public Task RemoveAsync(Guid projectId, IReadOnlyCollection<Guid> imageIds, IReadOnlyCollection<Guid> tagIds) => store.Database.WriteAsync(session =>
    {
        var project = Projects.Get(session, projectId);
        long[] tags = [.. tagIds.Select(id => session.QueryNumber("SELECT key FROM tags WHERE id = $1 AND project = $2", id, project.Key)).OfType<long>()];
        foreach (var image in imageIds.Select(id => Images.FindKey(session, project, id)).OfType<long>())
            foreach (var tag in tags)
                Remove(session, image, tag);
        Projects.NoteChange(session, project);
        return true;
    });

    /// <summary>Puts the tag on the image unless it has it. The caller has checked that it may.</summary>
    /// <returns>Whether the tag is new.</returns>
    public static bool Put(SqlSession session, long image, long tag, DateTimeOffset now)
    {
        if (session.Execute("INSERT OR IGNORE INTO labels (tag, image, id, created) VALUES ($1, $2, $3, $4)", tag, image, Ids.New(), now) == 0)
            return false;
        session.Execute("UPDATE images SET tagged = 1 WHERE key = $1 AND tagged = 0", image);
        session.Execute("DELETE FROM suggestions WHERE image = $1", image);
        return true;
    }

    /// <summary>Takes the tag off the image, with its regions.</summary>
    public static void Remove(SqlSession session, long image, long tag)
    {
        session.Execute("DELETE FROM regions WHERE image = $1 AND tag = $2", image, tag);
        session.Execute("DELETE FROM labels WHERE tag = $1 AND image = $2", tag, image);
        session.Execute("UPDATE images SET tagged = 0 WHERE key = $1 AND NOT EXISTS (SELECT 1 FROM labels WHERE image = $1)", image);
    }

    /// <summary>Whether a negative tag would meet another tag on the image.</summary>
    public static bool MixesNegative(SqlSession session, long image, Tag tag) => session.Exists(
        """
        SELECT 1 FROM labels JOIN tags ON tags.key = labels.tag
        WHERE labels.image = $1 AND labels.tag <> $2 AND ($3 = 1 OR tags.type = 'Negative')
        """,
        image, tag.Key, tag.Type == TagType.Negative ? 1 : 0);

    private Outcome Add(SqlSession session, Project project, long image, Tag tag)
    {
        if (session.Exists("SELECT 1 FROM labels WHERE tag = $1 AND image = $2", tag.Key, image))
            return Outcome.Duplicated;
        if (MaxTags(project) is { } most && session.Count("SELECT COUNT(*) FROM labels WHERE image = $1", image) >= most)
            return Outcome.Exceeded;
        if (MixesNegative(session, image, tag))
            // The code is published; the text is invented.
            throw new ServiceException(ErrorCodes.BadRequestNegativeAndRegularTagOnSameImage, "An image can't have a negative tag together with another tag.");
        Put(session, image, tag.Key, clock.GetUtcNow());
        Projects.NoteChange(session, project);
        return Outcome.Created;
    }

    /// <summary>
    /// How many tags an image may have; null for no limit. An image of a multiclass project has one. How the real service answers to a
    /// second one isn't known: here it exceeds the limit.
    /// </summary>
    private int? MaxTags(Project project) => project.IsMulticlass ? 1 : settings.Value.Profile.TagsPerImage;

    private static long Find(SqlSession session, Project project, Guid imageId) =>
        Images.FindKey(session, project, imageId) ?? throw ServiceException.NotFoundImage(imageId);
}
