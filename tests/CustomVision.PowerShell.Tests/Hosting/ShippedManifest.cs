using System.Collections;
using System.Management.Automation.Language;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>The manifest as shipped, read as the data that it is.</summary>
internal static class ShippedManifest
{
    public static Hashtable Read()
    {
        var manifest = Parser.ParseFile(Path.Combine(Repository.Module, "CustomVision.psd1"), out _, out var problems);
        Assert.Empty(problems);
        var table = manifest.Find(node => node is HashtableAst, false) ?? throw new InvalidDataException("The manifest is no table.");
        return (Hashtable)((HashtableAst)table).SafeGetValue();
    }
}
