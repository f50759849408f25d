using System.Text.Json.Serialization;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Domain;

/// <summary>The result of one image of a batch. The names are those of the API. 1.0 has those up to ErrorUnknown.</summary>
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
    ErrorTagLimitExceed,
    ErrorRegionLimitExceed,
    ErrorNegativeAndRegularTagOnSameImage,

    /// <summary>Published since 3.4; before, it is ErrorImageSize.</summary>
    ErrorImageDimensions,

    /// <summary>Published since 3.4.</summary>
    ErrorInvalidTag,

    /// <summary>Published by no version, but seen on the real service.</summary>
    ErrorInvalidRegion,
}

/// <param name="Image">The stored image; null when the image was refused.</param>
internal sealed record AddedImage(string SourceUrl, StoredImage? Image, ImageStatus Status);

/// <summary>What one image of a batch gets besides the tags of the batch.</summary>
internal sealed record Annotations(IReadOnlyCollection<Guid> TagIds, IReadOnlyList<NewRegion> Regions)
{
    public static Annotations None { get; } = new([], []);
}

/// <summary>What a batch of images is stored with.</summary>
/// <param name="TagIds">The tags of all its images. An unknown one refuses the batch.</param>
/// <param name="Metadata">The metadata of all its images; null for none.</param>
/// <param name="PerImage">In the order of the images; null for none. An unknown tag refuses its image only.</param>
internal sealed record UploadBatch(
    IReadOnlyCollection<Guid> TagIds, IReadOnlyDictionary<string, string>? Metadata = null, IReadOnlyList<Annotations>? PerImage = null);

/// <summary>Adds a batch of images to a project in one transaction. An image with the status OK is on the disk.</summary>
internal sealed class ImageUpload(Store store, CurrentSettings settings, TimeProvider clock, ILogger<ImageUpload> log)
{
    /// <summary>Version 1.0 documents no limit. Later versions have this one, with the same code and status.</summary>
    public const int MaxBatchSize = 64;

    /// <summary>Checks project and tags before the body is read, so that a wrong id costs no upload.</summary>
    public void Check(Guid projectId, IReadOnlyCollection<Guid> tagIds) => store.Database.Read(session =>
        Tags.Keys(session, Projects.Get(session, projectId), tagIds));

    public Task<IReadOnlyList<AddedImage>> AddAsync(Guid projectId, UploadBatch batch, IReadOnlyList<IncomingImage> images)
    {
        if (images.FirstOrDefault(image => image.Failure is not null) is { } failed)
            log.LogError(failed.Failure, "Images can't be stored");
        return StoreAsync(projectId, batch, (_, _) => images.Select(image => new Candidate(image.SourceUrl, image.Status, image)));
    }

    /// <summary>Adds the images of stored predictions. An unknown id results in <see cref="ImageStatus.ErrorSource"/>.</summary>
    public Task<IReadOnlyList<AddedImage>> AddPredictedAsync(Guid projectId, UploadBatch batch, IReadOnlyCollection<Guid> predictionIds) =>
        StoreAsync(projectId, batch, (session, project) => predictionIds.Select(id => new Candidate(
            id.ToString(),
            ImageStatus.ErrorSource,
            StoredContent: session.QueryNumber("SELECT content FROM predictions WHERE id = $1 AND project = $2", id, project.Key))));

    private async Task<IReadOnlyList<AddedImage>> StoreAsync(
        Guid projectId, UploadBatch batch, Func<SqlSession, Project, IEnumerable<Candidate>> find)
    {
        try
        {
            return await store.Database.WriteAsync(session =>
            {
                var project = Projects.Get(session, projectId);
                var writer = new BatchWriter(session, project, batch, settings.Value.Profile, clock.GetUtcNow());
                var added = find(session, project).Select(writer.Add).ToList();
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

    /// <summary>The key of the content when it is stored already, in this project or in another one.</summary>
    private static long? FindContent(SqlSession session, Candidate candidate) => candidate.StoredContent
        ?? (candidate.Incoming?.Content is { } incoming ? ContentRepository.Find(session, incoming.Sha256) : null);

    /// <summary>
    /// The result of a duplicate, and of an image that can't be stored; null for an image to store. The same bytes make a duplicate.
    /// It is answered as it is stored: recorded answers don't show the tags of the call, so these aren't added to it.
    /// </summary>
    private static AddedImage? FindResult(SqlSession session, Project project, Candidate candidate, long? content) =>
        content is { } key && session.QueryNumber("SELECT key FROM images WHERE content = $1 AND project = $2", key, project.Key) is { } image
            ? new AddedImage(candidate.SourceUrl, ImageLists.WithDetails(session, project, [Images.ByKey(session, image)], null)[0], ImageStatus.OKDuplicate)
        : content is not null || candidate.Incoming?.Content is not null ? null
        : new AddedImage(candidate.SourceUrl, null, candidate.Status);

    /// <param name="Status">The result when the image can't be stored.</param>
    /// <param name="Incoming">The uploaded image; null for the image of a prediction.</param>
    /// <param name="StoredContent">The key of the prediction's content; null for an uploaded image.</param>
    private sealed record Candidate(string SourceUrl, ImageStatus Status, IncomingImage? Incoming = null, long? StoredContent = null);

    /// <summary>Writes the images of one batch within its transaction.</summary>
    private sealed class BatchWriter
    {
        private readonly SqlSession session;
        private readonly Project project;
        private readonly UploadBatch batch;
        private readonly QuotaProfile quota;
        private readonly DateTimeOffset now;
        private readonly string? metadata;
        private readonly Tag[] batchTags;
        private readonly Dictionary<Guid, Tag?> tags = [];
        private int room;
        private int index;

        public BatchWriter(SqlSession session, Project project, UploadBatch batch, QuotaProfile quota, DateTimeOffset now)
        {
            (this.session, this.project, this.batch, this.quota, this.now) = (session, project, batch, quota, now);
            metadata = ImageMetadata.ToText(batch.Metadata);
            batchTags = [.. batch.TagIds.Distinct().Select(id => Find(id) ?? throw ServiceException.NotFoundTag(id))];
            room = quota.ImagesPerProject is { } max
                ? max - session.Count("SELECT COUNT(*) FROM images WHERE project = $1", project.Key)
                : int.MaxValue;
        }

        public AddedImage Add(Candidate candidate)
        {
            var own = batch.PerImage?[index++] ?? Annotations.None;
            var content = FindContent(session, candidate);
            if (content is { } known && candidate.Incoming?.Content is { } bytes)
                ContentRepository.Repair(session, known, bytes);
            if (FindResult(session, project, candidate, content) is { } result)
                return result;
            if (Refuse(own) is { } refusal)
                return new AddedImage(candidate.SourceUrl, null, refusal);
            if (room <= 0)
                return new AddedImage(candidate.SourceUrl, null, ImageStatus.ErrorLimitExceed);

            room--;
            content ??= ContentRepository.Add(session, candidate.Incoming!.Content!, candidate.Incoming.Header!);
            return new AddedImage(candidate.SourceUrl, Insert(own, content.Value, candidate.Incoming), ImageStatus.OK);
        }

        /// <summary>Why an image can't have its tags and regions; null when it can.</summary>
        private ImageStatus? Refuse(Annotations own)
        {
            if (own.TagIds.Concat(own.Regions.Select(region => region.TagId)).Any(id => Find(id) is null))
                return ImageStatus.ErrorInvalidTag;
            if (own.Regions.Count > 0 && (!project.Domain.IsDetection || own.Regions.Any(region => !region.Box.IsValid)))
                return ImageStatus.ErrorInvalidRegion;
            if (quota.RegionsPerImage is { } regions && own.Regions.Count > regions)
                return ImageStatus.ErrorRegionLimitExceed;
            var all = TagsOf(own);
            return (project.IsMulticlass ? 1 : quota.TagsPerImage) is { } most && all.Count > most ? ImageStatus.ErrorTagLimitExceed
                : all.Count > 1 && all.Exists(tag => tag.Type == TagType.Negative) ? ImageStatus.ErrorNegativeAndRegularTagOnSameImage
                : null;
        }

        private StoredImage Insert(Annotations own, long content, IncomingImage? incoming)
        {
            var id = Ids.New();
            var all = TagsOf(own);
            var key = session.Insert(
                "INSERT INTO images (id, project, content, created, tagged, metadata) VALUES ($1, $2, $3, $4, $5, $6)",
                id, project.Key, content, now, all.Count > 0 ? 1 : 0, metadata);
            var labels = new List<Label>(all.Count);
            foreach (var tag in all)
            {
                var label = new Label(Ids.New(), now, tag.Id, tag.Name);
                session.Execute("INSERT INTO labels (tag, image, id, created) VALUES ($1, $2, $3, $4)", tag.Key, key, label.Id, now);
                labels.Add(label);
            }
            // A region that the entry repeats is stored once.
            var regions = own.Regions.Distinct().Select(region => Regions.Insert(session, key, Find(region.TagId)!, region.Box, now)).ToArray();
            var image = incoming?.Header is { } header
                ? new StoredImage(key, id, now, header.Width, header.Height, labels)
                : Images.ByKey(session, key);
            return image with { Regions = regions, Metadata = batch.Metadata is { Count: > 0 } ? batch.Metadata : null };
        }

        /// <summary>The tags of the batch, of the image and of its regions, each once.</summary>
        private List<Tag> TagsOf(Annotations own)
        {
            List<Tag> all = [.. batchTags];
            foreach (var id in own.TagIds.Concat(own.Regions.Select(region => region.TagId)))
                if (!all.Exists(tag => tag.Id == id))
                    all.Add(Find(id)!);
            return all;
        }

        private Tag? Find(Guid id) => tags.TryGetValue(id, out var known) ? known : tags[id] = Tags.FindUncounted(session, project, id);
    }
}
