using System.Collections.ObjectModel;

namespace CustomVision.LocalService.Domain;

/// <summary>The images of one upload, in the order they came in. What was not stored of them goes with it.</summary>
internal sealed class IncomingImages : Collection<IncomingImage>, IDisposable
{
    public void Dispose()
    {
        foreach (var image in this)
            image.Dispose();
    }
}
