using System.Management.Automation.Runspaces;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Quickstart;
using CustomVision.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(CustomVision.PowerShell.Tests.Shipping.SecondModuleLast))]

namespace CustomVision.PowerShell.Tests.Shipping;

/// <summary>
/// Runs what Windows PowerShell 5.1 would load. For that the module is loaded a second time, and the engine, which finds types
/// by their names, may take one of the second for one of the first: so nothing runs beside it or after it.
/// </summary>
[Collection(nameof(SecondModule))]
public sealed class DesktopRunTests(SharedService shared)
{
    private static readonly string Bin = Path.Combine(Repository.Module, "bin");

    [Fact]
    public void The_cmdlets_work_with_nothing_but_what_5_1_would_load()
    {
        var context = new DesktopContext();
        using var runspace = RunspaceFactory.CreateRunspace(StandIns.Session());
        runspace.Open();
        runspace.SessionStateProxy.SetVariable("assembly", context.LoadFromAssemblyPath(Path.Combine(Bin, "CustomVision.PowerShell.dll")));
        runspace.SessionStateProxy.SetVariable("endpoint", shared.Service.Properties["Endpoint"].Value);
        runspace.SessionStateProxy.SetVariable("key", shared.Service.Properties["TrainingKey"].Value);
        runspace.SessionStateProxy.SetVariable("pictures", Path.Combine(Repository.Textures, "train", "brick", "*.jpg"));
        using var shell = System.Management.Automation.PowerShell.Create(runspace);

        var output = shell.AddScript(
            $"""
            Import-Module -Assembly $assembly
            Connect-CVService $endpoint -TrainingKey $key
            $project = New-CVProject test-{Guid.NewGuid():N} -Description 'äöü'
            $results = Add-CVTrainingImage $pictures -ProjectId $project -Tag brick -CreateTag
            @($results | Where-Object Status -EQ OK).Count
            (Get-CVTag $project brick).ImageCount
            (Get-CVProject $project).Description
            """).Invoke();

        Assert.Empty(shell.Streams.Error);
        Assert.Equal([12, 12, "äöü"], output.Select(item => item.BaseObject));
        Assert.Empty(context.NotFound);
        var loaded = context.Assemblies.Select(assembly => Path.GetRelativePath(Bin, assembly.Location)).ToArray();
        Assert.Contains(Path.Combine("desktop", "System.Text.Json.dll"), loaded);
        Assert.Contains(Path.Combine("desktop", "System.Threading.Channels.dll"), loaded);
        Assert.All(loaded, file => Assert.False(file.StartsWith("..", StringComparison.Ordinal), file));
    }
}

[CollectionDefinition(nameof(SecondModule), DisableParallelization = true)]
public sealed class SecondModule;

/// <summary>Collections that run by themselves run after all others; this puts the one with the second module last among them.</summary>
public sealed class SecondModuleLast : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName == nameof(SecondModule))];
}
