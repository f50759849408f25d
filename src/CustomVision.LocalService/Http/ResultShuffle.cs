namespace CustomVision.LocalService.Http;

/// <summary>A response that contains a list of results.</summary>
internal interface IResultList
{
    /// <summary>The same response with its results shuffled.</summary>
    object Shuffled(ResultShuffle shuffle);
}

/// <summary>Shuffles the results of a response. The same seed and number of results give the same order.</summary>
internal sealed class ResultShuffle(int seed)
{
    /// <summary>Returns the response with its results shuffled; a response without a list is returned as it is.</summary>
    public T Apply<T>(T response)
        where T : class => response switch
        {
            IResultList list => (T)list.Shuffled(this),
            object[] items => (T)(object)Apply(items),
            _ => response,
        };

    public TItem[] Apply<TItem>(TItem[] items)
        where TItem : class
    {
        var places = Enumerable.Range(0, items.Length).ToArray();
        new Random(seed).Shuffle(places);
        // Every second shuffle of two results keeps their order, and then nothing would be tested.
        var offset = places.Index().All(place => place.Index == place.Item) ? 1 : 0;
        // A clone, so that the array keeps the type of its items.
        var shuffled = (TItem[])items.Clone();
        for (var index = 0; index < items.Length; index++)
            shuffled[index] = items[places[(index + offset) % items.Length]];
        return shuffled;
    }
}
