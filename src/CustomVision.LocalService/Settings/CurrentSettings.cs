namespace CustomVision.LocalService.Settings;

/// <summary>The settings in force. Like fault rules they are kept in memory only: a restart is a clean start.</summary>
internal sealed class CurrentSettings(LocalServiceOptions options)
{
    private readonly Lock gate = new();
    private volatile ServiceSettings value = options.Settings;

    public ServiceSettings Value => value;

    /// <summary>Changes that come at the same time are made one after the other, so none is lost.</summary>
    public ServiceSettings Change(Func<ServiceSettings, ServiceSettings> change)
    {
        lock (gate)
            return value = change(value);
    }
}
