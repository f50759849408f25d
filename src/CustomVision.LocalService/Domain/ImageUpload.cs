using System.Text.Json.Serialization;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Domain;

/// <summary>The result of one image of a batch. The names are those of the API.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageStatus>))]
internal enum ImageStatus
{
    OK,
    OKDuplicate,
    ErrorSource,
    ErrorImageFormat,
    ErrorImageSize,
    ErrorStorage,
    ErrorLimitExceed,
    ErrorUnknown,
}

/// <param name="Image">The stored image; null when the image was refused.</param>
internal sealed record AddedImage(string SourceUrl, StoredImage? Image, ImageStatus Status);

/// <summary>Adds a batch of images to a project in one transaction. An image with the status OK is on the disk.</summary>
internal sealed class ImageUpload(Store store, CurrentSettings settings, TimeProvider clock, ILogger<ImageUpload> log)
{
    /// <summary>Version 1.0 documents no limit. Later versions have this one, with the same code and status.</summary>
    public const int MaxBatchSize = 64;

    /// <summary>Checks project and tags before the body is read, so that a wrong id costs no upload.</summary>
    public void Check(Guid projectId, IReadOnlyCollection<Guid> tagIds) => store.Database.Read(session =>
        Tags.Keys(session, Projects.Get(session, projectId), tagIds));

    public Task<IReadOnlyList<AddedImage>> AddAsync(
        Guid projectId, IReadOnlyCollection<Guid> tagIds, IReadOnlyList<IncomingImage> images)
    {
        if (images.FirstOrDefault(image => image.Failure is not null) is { } failed)
            log.LogError(failed.Failure, "Images can't be stored");
        return StoreAsync(projectId, tagIds, (_, _) => images.Select(image => new Candidate(image.SourceUrl, image.Status, image)));
    }

    /// <summary>Adds the images of stored predictions. An unknown id results in <see cref="ImageStatus.ErrorSource"/>.</summary>
    public Task<IReadOnlyList<AddedImage>> AddPredictedAsync(
        Guid projectId, IReadOnlyCollection<Guid> tagIds, IReadOnlyCollection<Guid> predictionIds) =>
        StoreAsync(projectId, tagIds, (session, project) => predictionIds.Select(id => new Candidate(
            id.ToString(),
            ImageStatus.ErrorSource,
            StoredContent: session.QueryNumber("SELECT content FROM predictions WHERE id = $1 AND project = $2", id, project.Key))));

    private async Task<IReadOnlyList<AddedImage>> StoreAsync(
        Guid projectId, IReadOnlyCollection<Guid> tagIds, Func<SqlSession, Project, IEnumerable<Candidate>> find)
    {
        try
        {
            return await store.Database.WriteAsync(session =>
            {
                var project = Projects.Get(session, projectId);
                var tags = Tags.Keys(session, project, tagIds);
                var room = GetRoom(session, project, tags.Count);
                var added = new List<AddedImage>();
                foreach (var candidate in find(session, project))
                {
                    added.Add(Add(session, project, tags, candidate, room));
                    room -= added[^1].Status == ImageStatus.OK ? 1 : 0;
                }
                if (added.Exists(image => image.Status == ImageStatus.OK))
                    Projects.NoteChange(session, project);
                return added;
            });
        }
        catch (Exception error) when (StorageError.Is(error))
        {
            log.LogError(error, "Images can't be stored");
            // The transaction is undone. Duplicates are stored already and need no room.
            return store.Database.Read(session =>
            {
                var project = Projects.Get(session, projectId);
                return find(session, project).Select(candidate =>
                    FindResult(session, project, candidate, FindContent(session, candidate))
                        ?? new AddedImage(candidate.SourceUrl, null, ImageStatus.ErrorStorage)).ToList();
            });
        }
    }

    /// <summary>
    /// How many more images with this number of tags the project may have. Version 1.0 has one status for all limits; the status
    /// for tags came with 1.2.
    /// </summary>
    private int GetRoom(SqlSession session, Project project, int tags) => settings.Value.Profile switch
    {
        { TagsPerImage: { } max } when tags > max => 0,
        { ImagesPerProject: { } max } => max - session.Count("SELECT COUNT(*) FROM images WHERE project = $1", project.Key),
        _ => int.MaxValue,
    };

    private AddedImage Add(SqlSession session, Project project, List<(long Key, Guid Id)> tags, Candidate candidate, int room)
    {
        var content = FindContent(session, candidate);
        if (content is { } known && candidate.Incoming?.Content is { } bytes)
            ContentRepository.Repair(session, known, bytes);
        if (FindResult(session, project, candidate, content) is { } result)
            return result;
        if (room <= 0)
            return new AddedImage(candidate.SourceUrl, null, ImageStatus.ErrorLimitExceed);

        content ??= ContentRepository.Add(session, candidate.Incoming!.Content!, candidate.Incoming.Header!);
        return new AddedImage(candidate.SourceUrl, Insert(session, project, tags, content.Value, candidate.Incoming), ImageStatus.OK);
    }

    /// <summary>The key of the content when it is stored already, in this project or in another one.</summary>
    private static long? FindContent(SqlSession session, Candidate candidate) => candidate.StoredContent
        ?? (candidate.Incoming?.Content is { } incoming ? ContentRepository.Find(session, incoming.Sha256) : null);

    /// <summary>
    /// The result of a duplicate, and of an image that can't be stored; null for an image to store. The same bytes make a duplicate.
    /// It is answered as it is stored: recorded answers don't show the tags of the call, so these aren't added to it.
    /// </summary>
    private static AddedImage? FindResult(SqlSession session, Project project, Candidate candidate, long? content) =>
        content is { } key && session.QueryNumber("SELECT key FROM images WHERE content = $1 AND project = $2", key, project.Key) is { } image
            ? new AddedImage(candidate.SourceUrl, Images.ByKey(session, image), ImageStatus.OKDuplicate)
        : content is not null || candidate.Incoming?.Content is not null ? null
        : new AddedImage(candidate.SourceUrl, null, candidate.Status);

    private StoredImage Insert(
        SqlSession session, Project project, List<(long Key, Guid Id)> tags, long content, IncomingImage? incoming)
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
        return incoming?.Header is { } header
            ? new StoredImage(key, id, now, header.Width, header.Height, labels)
            : Images.ByKey(session, key);
    }

    /// <param name="Status">The result when the image can't be stored.</param>
    /// <param name="Incoming">The uploaded image; null for the image of a prediction.</param>
    /// <param name="StoredContent">The key of the prediction's content; null for an uploaded image.</param>
    private sealed record Candidate(string SourceUrl, ImageStatus Status, IncomingImage? Incoming = null, long? StoredContent = null);
}
