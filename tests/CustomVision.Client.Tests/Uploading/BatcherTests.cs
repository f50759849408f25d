using CsCheck;

namespace CustomVision.Client.Tests.Uploading;

public sealed class BatcherTests
{
    private static readonly Guid[] Tags = [.. Enumerable.Range(1, 6).Select(i => new Guid(i, 0, 0, new byte[8]))];

    [Fact]
    public void A_batch_is_given_out_when_it_has_its_count()
    {
        var batcher = new Batcher(SharedKey, batchSize: 3, batchBytes: 1_000);
        var items = Enumerable.Range(0, 7).Select(_ => Item(10, Tags[0])).ToArray();

        var batches = items.Select(item => batcher.Add(item, TimeSpan.Zero).ToArray()).ToArray();

        Assert.Equal([0, 0, 1, 0, 0, 1, 0], batches.Select(given => given.Length));
        Assert.Equal(items.Take(3), batches[2][0].Items);
        Assert.Equal(items.Skip(3).Take(3), batches[5][0].Items);
        Assert.Equal(items.Skip(6), batcher.TakeOldest()!.Items);
        Assert.Null(batcher.TakeOldest());
    }

    [Fact]
    public void A_batch_that_has_just_its_bytes_is_given_out_at_once()
    {
        var batcher = new Batcher(SharedKey, batchSize: 64, batchBytes: 100);

        Assert.Empty(batcher.Add(Item(99, Tags[0]), TimeSpan.Zero));
        var batch = Assert.Single(batcher.Add(Item(1, Tags[0]), TimeSpan.Zero));

        Assert.Equal((2, 100), (batch.Items.Count, batch.Bytes));
        Assert.Null(batcher.Oldest);
    }

    [Fact]
    public void An_image_that_does_not_fit_any_more_begins_the_next_batch()
    {
        var batcher = new Batcher(SharedKey, batchSize: 64, batchBytes: 100);
        UploadItem first = Item(60, Tags[0]), second = Item(60, Tags[0]);

        Assert.Empty(batcher.Add(first, TimeSpan.FromSeconds(1)));
        var batch = Assert.Single(batcher.Add(second, TimeSpan.FromSeconds(2)));

        Assert.Equal([first], batch.Items);
        Assert.Equal(TimeSpan.FromSeconds(2), batcher.Oldest);
        Assert.Equal([second], batcher.TakeOldest()!.Items);
    }

    [Fact]
    public void An_image_larger_than_a_batch_goes_by_itself_after_those_that_came_before_it()
    {
        var batcher = new Batcher(SharedKey, batchSize: 64, batchBytes: 100);
        UploadItem small = Item(60, Tags[0]), large = Item(500, Tags[0]);

        Assert.Empty(batcher.Add(small, TimeSpan.Zero));
        var batches = batcher.Add(large, TimeSpan.Zero).ToArray();

        Assert.Equal([[small], [large]], batches.Select(batch => batch.Items));
        Assert.Null(batcher.TakeOldest());
    }

    [Fact]
    public void Images_whose_tags_interleave_still_fill_batches()
    {
        var batcher = new Batcher(SharedKey, batchSize: 64, batchBytes: 1_000_000);
        IReadOnlyList<Guid>[] sets = [[], [Tags[0]], [Tags[1]], [Tags[0], Tags[1]]];

        var full = Enumerable.Range(0, 1_000).SelectMany(i => batcher.Add(Item(10, [.. sets[i % 4]]), TimeSpan.Zero)).ToArray();
        var rest = Rest(batcher);

        Assert.Equal(Enumerable.Repeat(64, 12), full.Select(batch => batch.Items.Count));
        Assert.Equal([58, 58, 58, 58], rest.Select(batch => batch.Items.Count));
        Assert.All([.. full, .. rest], batch => Assert.All(batch.Items, item => Assert.Equal(batch.Items[0].Entry.TagIds, item.Entry.TagIds)));
    }

    [Fact]
    public void The_order_of_tags_does_not_matter()
    {
        var batcher = new Batcher(SharedKey, batchSize: 3, batchBytes: 1_000);

        Assert.Empty(batcher.Add(Item(1, Tags[0], Tags[1], Tags[2]), TimeSpan.Zero));
        Assert.Empty(batcher.Add(Item(1, Tags[2], Tags[0], Tags[1]), TimeSpan.Zero));
        Assert.Single(batcher.Add(Item(1, Tags[1], Tags[2], Tags[0]), TimeSpan.Zero));
    }

    [Fact]
    public void Images_from_different_kinds_of_source_do_not_share_a_batch()
    {
        var batcher = new Batcher(SharedKey, batchSize: 2, batchBytes: 1_000);
        UploadItem[] items = [.. Enum.GetValues<ImageSource>().Select(source => new UploadItem(new ImageEntry(source, "image", [Tags[0]])))];

        Assert.Empty(items.SelectMany(item => batcher.Add(item, TimeSpan.Zero)));
        Assert.Equal(items.Select(item => item.Entry.Source), Rest(batcher).Select(batch => batch.Items[0].Entry.Source));
    }

    [Fact]
    public void The_batch_of_the_image_that_has_waited_longest_is_taken_first()
    {
        var batcher = new Batcher(SharedKey, batchSize: 3, batchBytes: 1_000);
        var tags = new[] { 2, 0, 1, 0, 2, 2, 0 }; // the batches of 2 and of 0 fill; that of 1 is the oldest then
        Assert.Null(batcher.Oldest);

        for (var i = 0; i < tags.Length; i++)
            _ = batcher.Add(Item(1, Tags[tags[i]]), TimeSpan.FromSeconds(i)).ToArray();
        _ = batcher.Add(Item(1, Tags[2]), TimeSpan.FromSeconds(8)).ToArray();
        _ = batcher.Add(Item(1, Tags[0]), TimeSpan.FromSeconds(9)).ToArray();

        Assert.Equal(TimeSpan.FromSeconds(2), batcher.Oldest);
        Assert.Equal([Tags[1]], batcher.TakeOldest()!.Items[0].Entry.TagIds);
        Assert.Equal(TimeSpan.FromSeconds(8), batcher.Oldest);
        Assert.Equal([Tags[2]], batcher.TakeOldest()!.Items[0].Entry.TagIds);
        Assert.Equal([Tags[0]], batcher.TakeOldest()!.Items[0].Entry.TagIds);
        Assert.Null(batcher.Oldest);
    }

    [Fact]
    public void Whatever_comes_goes_out_once_and_in_order_in_batches_that_are_full_and_not_more()
    {
        var image = Gen.Select(Gen.Int[0, 150], Gen.Int[0, 5].HashSet[0, 3], Gen.Int[0, 9]);
        Gen.Select(image.Array[0, 200], Gen.Int[1, 12], Gen.Int[1, 400]).Sample((images, size, bytes) =>
        {
            var batcher = new Batcher(SharedKey, size, bytes);
            var items = new List<UploadItem>();
            var batches = new List<(UploadBatch Batch, bool Full)>();
            for (var i = 0; i < images.Length; i++)
            {
                var (length, tags, chance) = images[i];
                items.Add(Item(length, [.. tags.Select(tag => Tags[tag])]));
                batches.AddRange(batcher.Add(items[i], TimeSpan.FromSeconds(i)).Select(batch => (batch, true)));
                if (chance == 0 && batcher.Oldest is { } oldest)
                {
                    var taken = batcher.TakeOldest()!;
                    Assert.Equal(oldest, taken.Started);
                    batches.Add((taken, false));
                }
            }

            var rest = Rest(batcher);
            Assert.Equal(rest.Select(batch => batch.Started).Order(), rest.Select(batch => batch.Started));
            batches.AddRange(rest.Select(batch => (batch, false)));

            foreach (var (batch, full) in batches)
            {
                Assert.InRange(batch.Items.Count, 1, size);
                Assert.Equal(batch.Items.Sum(item => item.Length), batch.Bytes);
                Assert.True(batch.Bytes <= bytes || batch.Items.Count == 1);
                Assert.Equal(TimeSpan.FromSeconds(items.IndexOf(batch.Items[0])), batch.Started);
                Assert.All(batch.Items, item => Assert.Equal(KeyOf(batch.Items[0].Entry.TagIds), KeyOf(item.Entry.TagIds)));
                var next = items.Skip(items.IndexOf(batch.Items[^1]) + 1).FirstOrDefault(item => KeyOf(item.Entry.TagIds) == KeyOf(batch.Items[0].Entry.TagIds));
                if (full)
                    Assert.True(batch.Items.Count == size || batch.Bytes >= bytes || batch.Bytes + next!.Length > bytes);
            }

            foreach (var ofTags in items.GroupBy(item => KeyOf(item.Entry.TagIds)))
                Assert.Equal(ofTags, batches.Where(given => KeyOf(given.Batch.Items[0].Entry.TagIds) == ofTags.Key).SelectMany(given => given.Batch.Items));
            Assert.Equal(items.Count, batches.Sum(given => given.Batch.Items.Count));
        }, iter: 300);
    }

    private static string SharedKey(ImageEntry image) => $"{image.Source} {KeyOf(image.TagIds)}";

    private static string KeyOf(IEnumerable<Guid> tags) => string.Join(' ', tags.Order());

    private static List<UploadBatch> Rest(Batcher batcher)
    {
        var rest = new List<UploadBatch>();
        while (batcher.TakeOldest() is { } batch)
            rest.Add(batch);
        return rest;
    }

    private static UploadItem Item(long length, params Guid[] tags) => new(new ImageEntry(ImageSource.File, "image", tags)) { Length = length };
}
