using CustomVision.LocalService.Data;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Domain;

/// <summary>Adds tags to stored images, and removes them.</summary>
internal sealed class Labels(Store store, CurrentSettings settings, TimeProvider clock)
{
    /// <summary>Adding a tag twice is not an error, because a client may repeat a request whose answer it didn't receive.</summary>
    public Task<StoredImage> AddAsync(Guid projectId, Guid imageId, Guid tagId) => store.Database.WriteAsync(session =>
    {
        var (project, image) = Find(session, projectId, imageId);
        var tag = Tags.Get(session, project, tagId);
        if (session.Exists("SELECT 1 FROM labels WHERE tag = $1 AND image = $2", tag.Key, image))
            return Images.ByKey(session, image);

        if (settings.Value.Profile.TagsPerImage is { } most
            && session.Count("SELECT COUNT(*) FROM labels WHERE image = $1", image) >= most)
            throw new ServiceException(
                ErrorCodes.BadRequestExceedTagPerImageLimit, $"The image has {most} tags, which is as many as an image may have.");
        session.Execute(
            "INSERT INTO labels (tag, image, id, created) VALUES ($1, $2, $3, $4)", tag.Key, image, Guid.NewGuid(), clock.GetUtcNow());
        session.Execute("UPDATE images SET tagged = 1 WHERE key = $1 AND tagged = 0", image);
        Projects.NoteChange(session, project);
        return Images.ByKey(session, image);
    });

    /// <remarks>No version publishes a code for an unknown label.</remarks>
    public Task<StoredImage> RemoveAsync(Guid projectId, Guid imageId, Guid labelId) => store.Database.WriteAsync(session =>
    {
        var (project, image) = Find(session, projectId, imageId);
        if (session.Execute("DELETE FROM labels WHERE image = $1 AND id = $2", image, labelId) == 0)
            throw new ServiceException(ErrorCodes.NotFound, $"The image has no label {labelId}.");
        session.Execute(
            "UPDATE images SET tagged = 0 WHERE key = $1 AND NOT EXISTS (SELECT 1 FROM labels WHERE image = $1)", image);
        Projects.NoteChange(session, project);
        return Images.ByKey(session, image);
    });

    private static (Project Project, long Image) Find(SqlSession session, Guid projectId, Guid imageId)
    {
        var project = Projects.Get(session, projectId);
        return session.QueryNumber($"SELECT key FROM images WHERE {Images.IdIs1} AND project = $2", imageId, project.Key) is { } image
            ? (project, image)
            : throw ServiceException.NotFoundImage(imageId);
    }
}
