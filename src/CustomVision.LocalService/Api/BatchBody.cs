using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

/// <summary>The body of an operation that takes a list of items and the tags for all of them.</summary>
/// <param name="Items">As they stand on the wire.</param>
internal sealed record BatchBody(IReadOnlyCollection<Guid> TagIds, IReadOnlyList<string> Items)
{
    private const string TagIdsName = "TagIds";

    /// <param name="itemsName">The member that holds the items.</param>
    /// <param name="noItems">What is said when there are none.</param>
    public static async Task<BatchBody> ReadAsync(HttpRequest request, string itemsName, string noItems)
    {
        List<string> tagIds = [], items = [];
        foreach (var (name, value) in await BodyReader.ReadAsync(request, new(TagIdsName, IsList: true), new(itemsName, IsList: true)))
            (name == TagIdsName ? tagIds : items).Add(value);

        if (items.Count == 0)
            throw new ServiceException(ErrorCodes.BadRequestImageBatch, noItems);
        if (items.Count > ImageUpload.MaxBatchSize)
            throw new ServiceException(
                ErrorCodes.BadRequestExceededBatchSize, $"A batch has at most {ImageUpload.MaxBatchSize} images.");
        RequestRecord.Of(request).ImageCount = items.Count;
        var ids = tagIds.ConvertAll(id => RequestValues.Id(TagIdsName, id));
        RequestRecord.Of(request).TagIds = RequestIds.Of(ids);
        return new BatchBody(ids, items);
    }
}
