namespace CustomVision.Tests;

/// <summary>A folder of its own for one test, gone when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("customvision-").FullName;

    /// <summary>The full path of a name in the folder, which need not exist.</summary>
    public string PathOf(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Makes a file, with the folders it is in.</summary>
    public string Write(string name, byte[] content)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
