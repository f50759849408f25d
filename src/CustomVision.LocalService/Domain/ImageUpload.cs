using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Domain;

/// <summary>Puts a batch of images into a project: all of it in one transaction, so an answered OK is on the disk.</summary>
internal sealed class ImageUpload(Store store, CurrentSettings settings, TimeProvider clock, ILogger<ImageUpload> log)
{
    /// <summary>1.0 states no limit; this is that of every later version, and so are the code and the status of the refusal.</summary>
    public const int MaxBatchSize = 64;

    /// <summary>Looks before the body is read, so that a mistaken id costs no upload. <see cref="AddAsync"/> looks again.</summary>
    public void Check(Guid projectId, IReadOnlyCollection<Guid> tagIds) => store.Database.Read(session =>
        Tags.Keys(session, Projects.Get(session, projectId), tagIds));

    public Task<IReadOnlyList<AddedImage>> AddAsync(
        Guid projectId, IReadOnlyCollection<Guid> tagIds, IReadOnlyList<IncomingImage> images)
    {
        ImageDraft[] drafts = [.. images.Select(image => image.Draft).OfType<ImageDraft>()];
        store.Images.Flush(drafts);
        if (images.FirstOrDefault(image => Failure(image) is not null) is { } failed)
            log.LogError("Images cannot be stored: {Reason}", Failure(failed)!.Message);
        return StoreAsync(projectId, tagIds, drafts, (_, _) => images.Select(Candidate.Of));
    }

    /// <summary>Adds the images of stored predictions. An id that is none comes out as a source that there is not.</summary>
    public Task<IReadOnlyList<AddedImage>> AddPredictedAsync(
        Guid projectId, IReadOnlyCollection<Guid> tagIds, IReadOnlyCollection<Guid> predictionIds) =>
        // The file is there: the prediction refers to it, and whoever deletes that waits for the writer.
        StoreAsync(projectId, tagIds, [], (session, project) => predictionIds.Select(id => new Candidate(
            id.ToString(),
            ImageStatus.ErrorSource,
            Content: session.QueryNumber("SELECT content FROM predictions WHERE id = $1 AND project = $2", id, project.Key))));

    private async Task<IReadOnlyList<AddedImage>> StoreAsync(
        Guid projectId,
        IReadOnlyCollection<Guid> tagIds,
        IReadOnlyCollection<ImageDraft> drafts,
        Func<SqlSession, Project, IEnumerable<Candidate>> find)
    {
        try
        {
            return await store.Database.WriteSharedAsync(
                session =>
                {
                    var project = Projects.Get(session, projectId);
                    var tags = Tags.Keys(session, project, tagIds);
                    var room = Room(session, project, tags.Count);
                    var added = new List<AddedImage>();
                    foreach (var candidate in find(session, project))
                    {
                        added.Add(Add(session, project, tags, candidate, room));
                        room -= added[^1].Status == ImageStatus.OK ? 1 : 0;
                    }
                    if (added.Exists(image => image.Status == ImageStatus.OK))
                        Projects.NoteChange(session, project);
                    store.Images.Settle(session, drafts);
                    return added;
                },
                undone: () => store.Images.Undo(drafts));
        }
        catch (Exception error) when (StorageFailure.Is(error))
        {
            log.LogError(error, "Images cannot be stored");
            // Nothing of the batch has been; but what was there before is there.
            return store.Database.Read(session =>
            {
                var project = Projects.Get(session, projectId);
                return find(session, project).Select(candidate =>
                    Known(session, project, candidate, ContentOf(session, candidate))
                        ?? new AddedImage(candidate.SourceUrl, null, ImageStatus.ErrorStorage)).ToList();
            });
        }
    }

    /// <summary>
    /// How many more images with that many tags the project may have. 1.0 has one status for whatever limit there is; the one for
    /// tags came with 1.2.
    /// </summary>
    private int Room(SqlSession session, Project project, int tags) => settings.Value.Profile switch
    {
        { TagsPerImage: { } most } when tags > most => 0,
        { ImagesPerProject: { } most } => most - session.Count("SELECT COUNT(*) FROM images WHERE project = $1", project.Key),
        _ => int.MaxValue,
    };

    private AddedImage Add(
        SqlSession session, Project project, List<(long Key, Guid Id)> tags, Candidate candidate, int room)
    {
        var content = ContentOf(session, candidate);
        if (Known(session, project, candidate, content) is { } known)
            return known;
        if (room <= 0)
            return new AddedImage(candidate.SourceUrl, null, ImageStatus.ErrorLimitExceed);
        try
        {
            // The file is in place before its row can be seen.
            content ??= store.Images.Keep(session, candidate.Draft!, candidate.Header!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogError("Images cannot be stored: {Reason}", error.Message);
            return new AddedImage(candidate.SourceUrl, null, ImageStatus.ErrorStorage);
        }
        return new AddedImage(candidate.SourceUrl, Insert(session, project, tags, content.Value, candidate.Header), ImageStatus.OK);
    }

    /// <summary>Of what is stored already, in this project or elsewhere.</summary>
    private static long? ContentOf(SqlSession session, Candidate candidate) =>
        candidate.Content ?? (candidate.Sha256 is { } sha256 ? StoredContents.Find(session, sha256) : null);

    /// <summary>
    /// What becomes of an image that is not to be stored; null for one that is. A duplicate needs no room, so it is one on a full
    /// disk too.
    /// </summary>
    private static AddedImage? Known(SqlSession session, Project project, Candidate candidate, long? content) =>
        content is { } key && FindDuplicate(session, project, key) is { } stored
            ? new AddedImage(candidate.SourceUrl, stored, ImageStatus.OKDuplicate)
        : candidate.IsStorable ? null
        : new AddedImage(candidate.SourceUrl, null, candidate.Status);

    /// <summary>
    /// The same bytes make a duplicate. The image that is there is answered as it is: recorded answers to a duplicate sent with a
    /// tag do not show that tag, so the tags of the call are not added to it.
    /// </summary>
    private static StoredImage? FindDuplicate(SqlSession session, Project project, long content) =>
        session.QueryNumber("SELECT key FROM images WHERE project = $1 AND content = $2", project.Key, content) is { } stored
            ? Images.ByKey(session, stored)
            : null;

    /// <param name="header">Null for an image that was stored before.</param>
    private StoredImage Insert(
        SqlSession session, Project project, List<(long Key, Guid Id)> tags, long content, ImageHeader? header)
    {
        var now = clock.GetUtcNow();
        var id = Ids.New();
        var key = session.Insert(
            "INSERT INTO images (id, project, content, created, tagged) VALUES ($1, $2, $3, $4, $5)",
            id, project.Key, content, now, tags.Count > 0 ? 1 : 0);
        var labels = new List<Label>(tags.Count);
        foreach (var (tagKey, tagId) in tags)
        {
            var label = new Label(Ids.New(), now, tagId);
            session.Execute("INSERT INTO labels (tag, image, id, created) VALUES ($1, $2, $3, $4)", tagKey, key, label.Id, now);
            labels.Add(label);
        }
        return header is null ? Images.ByKey(session, key) : new StoredImage(key, id, now, header.Width, header.Height, labels);
    }

    private static Exception? Failure(IncomingImage image) => image.Failure ?? image.Draft?.Failure;

    /// <param name="Status">Why it cannot be stored.</param>
    /// <param name="Content">The key of what is stored already and named by it; null for what comes as bytes.</param>
    private sealed record Candidate(string SourceUrl, ImageStatus Status, long? Content = null)
    {
        /// <summary>Null when it is stored already, or cannot be.</summary>
        public ImageDraft? Draft { get; init; }

        public ImageHeader? Header { get; init; }

        /// <summary>Null where it is not known, as of what is no image.</summary>
        public byte[]? Sha256 { get; init; }

        public bool IsStorable => Content is not null || Draft is not null;

        public static Candidate Of(IncomingImage image) => image switch
        {
            { Draft: { Failure: null } draft, Header: { } header } =>
                new Candidate(image.SourceUrl, image.Status) { Draft = draft, Header = header, Sha256 = draft.Sha256 },
            { Draft: { } draft } => new Candidate(image.SourceUrl, ImageStatus.ErrorStorage) { Sha256 = draft.Sha256 },
            _ => new Candidate(image.SourceUrl, image.Status) { Sha256 = image.Sha256 },
        };
    }
}
