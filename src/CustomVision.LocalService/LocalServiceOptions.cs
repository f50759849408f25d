using System.Net;
using System.Security.Cryptography;
using CustomVision.LocalService.Faults;
using CustomVision.LocalService.Fetching;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService;

/// <summary>What a local service is started with. Nothing else has a say: no environment, no settings file, no current folder.</summary>
internal sealed record LocalServiceOptions
{
    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where it listens.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Whether other machines may reach it.</summary>
    public bool IsOpenToOthers => !IPAddress.IsLoopback(BindAddress);

    /// <summary>Whether it listens at all addresses of the machine, and so at none in particular.</summary>
    public bool IsBoundToAll => BindAddress.Equals(IPAddress.Any) || BindAddress.Equals(IPAddress.IPv6Any);

    /// <summary>What is beyond is answered 503. Each may have an image in memory.</summary>
    public int MaxRequestsAtOnce { get; init; } = 128;

    /// <summary>Null keeps everything in memory.</summary>
    public string? DataPath { get; init; }

    public required string TrainingKey { get; init; }

    public required string PredictionKey { get; init; }

    /// <summary>What other processes of the same user may stop the service with. It opens nothing else.</summary>
    public string StopToken { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public int? OwnerProcessId { get; init; }

    /// <summary>Where images may be fetched from, besides this machine.</summary>
    public IReadOnlyList<AllowedHost> AllowedUrlHosts { get; init; } = [];

    /// <summary>Fault rules that are set from the start.</summary>
    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    /// <summary>Those that the service begins with.</summary>
    public ServiceSettings Settings { get; init; } = ServiceSettings.Default;

    public LogLevel LogLevel { get; init; } = LogLevel.Warning;
}
