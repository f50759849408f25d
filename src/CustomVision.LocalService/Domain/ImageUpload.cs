using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Domain;

/// <summary>Puts a batch of pictures into a project: all of it in one transaction, so an answered OK is on the disk.</summary>
internal sealed class ImageUpload(Store store, CurrentSettings settings, TimeProvider clock)
{
    /// <summary>1.0 states no limit; this is that of every later version, and so are the code and the status of the refusal.</summary>
    public const int MaxBatchSize = 64;

    /// <summary>Looks before the body is read, so that a mistaken id costs no upload. <see cref="AddAsync"/> looks again.</summary>
    public void Check(Guid projectId, IReadOnlyCollection<Guid> tagIds) => store.Database.Read(session =>
        Tags.Keys(session, Projects.Get(session, projectId), tagIds));

    public async Task<IReadOnlyList<AddedImage>> AddAsync(
        Guid projectId, IReadOnlyCollection<Guid> tagIds, IReadOnlyList<IncomingPicture> pictures)
    {
        store.Pictures.Flush(pictures.Where(picture => picture.Draft is not null).Select(picture => picture.Draft!));

        return await store.Database.WriteAsync(session =>
        {
            var project = Projects.Get(session, projectId);
            var tags = Tags.Keys(session, project, tagIds);
            var room = Room(session, project);
            var kept = new List<byte[]>();
            try
            {
                var added = new List<AddedImage>(pictures.Count);
                foreach (var picture in pictures)
                    added.Add(Add(session, project, tags, picture, kept, ref room));
                if (added.Any(image => image.Status == ImageStatus.OK))
                    Projects.NoteChange(session, project);
                return (IReadOnlyList<AddedImage>)added;
            }
            catch
            {
                foreach (var sha256 in kept)
                    store.Pictures.Remove(sha256);
                throw;
            }
        });
    }

    /// <summary>Adds the pictures of stored predictions. An id that is none comes out as a source that there is not.</summary>
    public Task<IReadOnlyList<AddedImage>> AddPredictedAsync(
        Guid projectId, IReadOnlyCollection<Guid> tagIds, IReadOnlyCollection<Guid> predictionIds) =>
        store.Database.WriteAsync(session =>
        {
            var project = Projects.Get(session, projectId);
            var tags = Tags.Keys(session, project, tagIds);
            var room = Room(session, project);
            var added = new List<AddedImage>(predictionIds.Count);
            foreach (var id in predictionIds)
                added.Add(AddPredicted(session, project, tags, id, ref room));
            if (added.Any(image => image.Status == ImageStatus.OK))
                Projects.NoteChange(session, project);
            return (IReadOnlyList<AddedImage>)added;
        });

    /// <summary>How many more images the project may have.</summary>
    private int Room(SqlSession session, Project project) => settings.Value.Profile.ImagesPerProject is { } most
        ? most - session.Count("SELECT COUNT(*) FROM images WHERE project = $1", project.Key)
        : int.MaxValue;

    private AddedImage AddPredicted(
        SqlSession session, Project project, List<(long Key, Guid Id)> tags, Guid predictionId, ref int room)
    {
        // The file is there: the prediction refers to it, and whoever deletes that waits for the writer.
        var content = session.QuerySingle(
            "SELECT sha256, media_type, width, height FROM predictions WHERE id = $1 AND project = $2",
            row => new ImageContent(row.GetFieldValue<byte[]>(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3)),
            predictionId, project.Key);
        var source = predictionId.ToString();
        if (content is null)
            return new AddedImage(source, null, ImageStatus.ErrorSource);
        if (FindDuplicate(session, project, content.Sha256) is { } stored)
            return new AddedImage(source, stored, ImageStatus.OKDuplicate);
        return room-- > 0
            ? new AddedImage(source, Insert(session, project, tags, content), ImageStatus.OK)
            : new AddedImage(source, null, ImageStatus.ErrorLimitExceed);
    }

    private AddedImage Add(
        SqlSession session, Project project, List<(long Key, Guid Id)> tags, IncomingPicture picture, List<byte[]> kept, ref int room)
    {
        if (picture.Draft is not { } draft || picture.Header is not { } header)
            return new AddedImage(picture.SourceUrl, null, picture.Status);

        if (FindDuplicate(session, project, draft.Sha256) is { } stored)
            return new AddedImage(picture.SourceUrl, stored, ImageStatus.OKDuplicate);
        if (room-- <= 0)
            return new AddedImage(picture.SourceUrl, null, ImageStatus.ErrorLimitExceed);

        // The file is in place before its row can be seen. Another project may have put it there already.
        if (store.Pictures.Keep(draft))
            kept.Add(draft.Sha256);

        var content = new ImageContent(draft.Sha256, header.MediaType, header.Width, header.Height);
        return new AddedImage(picture.SourceUrl, Insert(session, project, tags, content), ImageStatus.OK);
    }

    /// <summary>
    /// The same bytes make a duplicate. The image that is there is answered as it is: recorded answers to a duplicate sent with a
    /// tag do not show that tag, so the tags of the call are not added to it.
    /// </summary>
    private static StoredImage? FindDuplicate(SqlSession session, Project project, byte[] sha256) =>
        session.QueryValue<long>("SELECT key FROM images WHERE project = $1 AND sha256 = $2", project.Key, sha256) is { } stored
            ? Images.ByKey(session, stored)
            : null;

    private StoredImage Insert(SqlSession session, Project project, List<(long Key, Guid Id)> tags, ImageContent content)
    {
        var id = Guid.NewGuid();
        var now = clock.GetUtcNow();
        session.Execute(
            "INSERT INTO images (id, project, sha256, media_type, width, height, created, tagged) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id, project.Key, content.Sha256, content.MediaType, content.Width, content.Height, now, tags.Count > 0 ? 1 : 0);
        var key = session.LastInsertKey();
        var labels = new List<Label>(tags.Count);
        foreach (var (tagKey, tagId) in tags)
        {
            var label = new Label(Guid.NewGuid(), now, tagId);
            session.Execute("INSERT INTO labels (tag, image, id, created) VALUES ($1, $2, $3, $4)", tagKey, key, label.Id, now);
            labels.Add(label);
        }
        return new StoredImage(key, id, now, content.Width, content.Height, labels);
    }
}
