using System.Collections.Concurrent;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>The local services that this process has started and that still run.</summary>
internal static class OwnServices
{
    private static readonly ConcurrentDictionary<int, LocalService> Started = new();

    public static void Add(LocalService service) => Started[service.ProcessId] = service;

    public static void Forget(LocalService service) => Started.TryRemove(service.ProcessId, out _);

    public static IReadOnlyList<LocalService> Running()
    {
        foreach (var ended in Started.Values.Where(service => !service.IsRunning))
            Forget(ended);
        return [.. Started.Values.OrderBy(service => service.ProcessId)];
    }
}
