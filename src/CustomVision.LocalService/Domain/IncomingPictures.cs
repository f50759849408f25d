using System.Collections.ObjectModel;

namespace CustomVision.LocalService.Domain;

/// <summary>The pictures of one upload, in the order they came in. What was not stored of them goes with it.</summary>
internal sealed class IncomingPictures : Collection<IncomingPicture>, IDisposable
{
    public void Dispose()
    {
        foreach (var picture in this)
            picture.Dispose();
    }
}
