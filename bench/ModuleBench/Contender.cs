namespace CustomVision.Benches.Module;

/// <summary>One way of bringing files into a project.</summary>
internal delegate Task Contender(Guid projectId, IReadOnlyList<string> files);
