using CustomVision.LocalService.Api.Models;

namespace CustomVision.LocalService.Faults;

/// <summary>Puts the results of an answer in another order, always the same one for the same seed and number.</summary>
internal sealed class ResultOrder(int seed)
{
    /// <summary>The same results; what holds none, or only one, is returned as it is.</summary>
    public T Apply<T>(T answer)
        where T : class => answer switch
        {
            CreateImageSummaryModel batch => (T)(object)(batch with { Images = Reordered(batch.Images) }),
            ImageTagListModel list => (T)(object)(list with { Tags = Reordered(list.Tags) }),
            object[] items => (T)(object)Reordered(items),
            _ => answer,
        };

    private TItem[] Reordered<TItem>(TItem[] items)
    {
        var places = new int[items.Length];
        for (var place = 0; place < places.Length; place++)
            places[place] = place;
        new Random(seed).Shuffle(places);

        // Two results keep their order in every second shuffle, and then nothing would be tested.
        var turn = places.Index().All(place => place.Index == place.Item) ? 1 : 0;
        var reordered = (TItem[])items.Clone();
        for (var index = 0; index < items.Length; index++)
            reordered[index] = items[places[(index + turn) % items.Length]];
        return reordered;
    }
}
