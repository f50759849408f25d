using System.Collections.Concurrent;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>The running local services that this process started.</summary>
internal static class StartedServices
{
    private static readonly ConcurrentDictionary<int, LocalService> Started = new();

    public static void Add(LocalService service) => Started[service.ProcessId] = service;

    public static void Remove(LocalService service) => Started.TryRemove(service.ProcessId, out _);

    public static IReadOnlyList<LocalService> Running()
    {
        foreach (var ended in Started.Values.Where(service => !service.IsRunning))
            Remove(ended);
        return [.. Started.Values.OrderBy(service => service.ProcessId)];
    }
}
