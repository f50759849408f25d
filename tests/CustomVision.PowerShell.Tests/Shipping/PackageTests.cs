using System.Collections;
using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml.Linq;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Shipping;

/// <summary>What dotnet pack makes of the module that was built: the very files that all other tests use.</summary>
public sealed class PackageTests : IClassFixture<PackageTests.Packed>
{
    private readonly Packed packed;

    public PackageTests(Packed packed) => this.packed = packed;

    [Theory]
    [InlineData("nupkg")]
    [InlineData("zip")]
    public void The_module_is_in_it_file_by_file_and_nothing_else(string kind)
    {
        using var archive = packed.Open(kind);
        var found = archive.Entries.Where(entry => !IsPackaging(entry.FullName)).ToDictionary(
            entry => kind == "zip" ? entry.FullName["CustomVision/".Length..] : Uri.UnescapeDataString(entry.FullName),
            entry =>
            {
                using var content = entry.Open();
                return Convert.ToHexString(SHA256.HashData(content));
            });

        var staged = Directory.GetFiles(Repository.Module, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(Repository.Module, file).Replace(Path.DirectorySeparatorChar, '/'),
            file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));
        Assert.Equal(staged.OrderBy(file => file.Key), found.OrderBy(file => file.Key));
    }

    [Fact]
    public void Nothing_is_in_it_that_only_developers_need() =>
        Assert.DoesNotContain(
            Directory.GetFiles(Repository.Module, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Module, file)),
            file => file.EndsWith(".pdb", StringComparison.Ordinal)
                || (file.EndsWith(".xml", StringComparison.Ordinal) && !file.EndsWith("-Help.xml", StringComparison.Ordinal)));

    [Fact]
    public void The_Gallery_is_told_what_the_manifest_says()
    {
        var manifest = ShippedManifest.Read();
        var data = (Hashtable)((Hashtable)manifest["PrivateData"]!)["PSData"]!;

        using var archive = packed.Open("nupkg");
        using var nuspec = archive.GetEntry("CustomVision.nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        string? Value(string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

        Assert.Equal("CustomVision", Value("id"));
        Assert.Equal(manifest["ModuleVersion"], Value("version"));
        Assert.Equal(manifest["Author"], Value("authors"));
        Assert.Equal(manifest["Description"], Value("description"));
        Assert.Equal(manifest["Copyright"], Value("copyright"));
        Assert.Equal(data["LicenseUri"], Value("licenseUrl"));
        Assert.Equal(data["ProjectUri"], Value("projectUrl"));
        Assert.Equal(data["ReleaseNotes"], Value("releaseNotes"));
        Assert.Null(Value("dependencies"));
        Assert.Equal(Tags(manifest, data).Order(), Value("tags")!.Split(' ').Order());
    }

    private static IEnumerable<string> Tags(Hashtable manifest, Hashtable data)
    {
        var cmdlets = ((object[])manifest["CmdletsToExport"]!).Cast<string>().ToArray();
        return ((object[])data["Tags"]!).Cast<string>()
            .Concat(["PSModule", "PSIncludes_Cmdlet"])
            .Concat(cmdlets.Select(cmdlet => $"PSCmdlet_{cmdlet}"))
            .Concat(cmdlets.Select(cmdlet => $"PSCommand_{cmdlet}"));
    }

    // What every NuGet package has, and an installation leaves out.
    private static bool IsPackaging(string name) =>
        name is "CustomVision.nuspec" or "[Content_Types].xml"
        || name.StartsWith("_rels/", StringComparison.Ordinal)
        || name.StartsWith("package/", StringComparison.Ordinal);

    /// <summary>Packed once, of what is in out/CustomVision.</summary>
    public sealed class Packed : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public Packed()
        {
            using var packing = Process.Start(new ProcessStartInfo(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                ["pack", Path.Combine(Repository.Root, "src", "CustomVision.Package"), "--no-build", "--configuration", "Debug", "--output", folder.Path])
            {
                RedirectStandardOutput = true,
            })!;
            var output = packing.StandardOutput.ReadToEnd();
            packing.WaitForExit();
            Assert.True(packing.ExitCode == 0, output);
        }

        public ZipArchive Open(string kind) => ZipFile.OpenRead(Assert.Single(Directory.GetFiles(folder.Path, $"*.{kind}")));

        public void Dispose() => folder.Dispose();
    }
}
