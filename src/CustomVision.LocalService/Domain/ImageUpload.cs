using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Domain;

/// <summary>Puts a batch of pictures into a project: all of it in one transaction, so an answered OK is on the disk.</summary>
internal sealed class ImageUpload(Store store, TimeProvider clock)
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
            var kept = new List<byte[]>();
            try
            {
                return (IReadOnlyList<AddedImage>)[.. pictures.Select(picture => Add(session, project, tags, picture, kept))];
            }
            catch
            {
                foreach (var sha256 in kept)
                    store.Pictures.Remove(sha256);
                throw;
            }
        });
    }

    private AddedImage Add(SqlSession session, Project project, List<(long Key, Guid Id)> tags, IncomingPicture picture, List<byte[]> kept)
    {
        if (picture.Draft is not { } draft || picture.Header is not { } header)
            return new AddedImage(picture.SourceUrl, null, picture.Status);

        // The same bytes make a duplicate. The image that is there is answered as it is: recorded answers to a duplicate sent
        // with a tag do not show that tag, so the tags of the call are not added to it.
        if (session.QueryValue<long>("SELECT key FROM images WHERE project = $1 AND sha256 = $2", project.Key, draft.Sha256) is { } stored)
            return new AddedImage(picture.SourceUrl, Images.ByKey(session, stored), ImageStatus.OKDuplicate);

        // The file is in place before its row can be seen. Another project may have put it there already.
        if (store.Pictures.Keep(draft))
            kept.Add(draft.Sha256);

        var id = Guid.NewGuid();
        var now = clock.GetUtcNow();
        session.Execute(
            "INSERT INTO images (id, project, sha256, media_type, width, height, created, tagged) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id, project.Key, draft.Sha256, header.MediaType, header.Width, header.Height, now, tags.Count > 0 ? 1 : 0);
        var key = session.LastInsertKey();
        var labels = new List<Label>(tags.Count);
        foreach (var (tagKey, tagId) in tags)
        {
            var label = new Label(Guid.NewGuid(), now, tagId);
            session.Execute("INSERT INTO labels (tag, image, id, created) VALUES ($1, $2, $3, $4)", tagKey, key, label.Id, now);
            labels.Add(label);
        }
        return new AddedImage(picture.SourceUrl, new StoredImage(key, id, now, header.Width, header.Height, labels), ImageStatus.OK);
    }
}
