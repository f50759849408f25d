using CustomVision.Help;

// Makes docs/en-US/CustomVision.PowerShell.dll-Help.xml, which the build stages for Get-Help, from the pages beside it.
var folder = HelpFile.PageFolder(FindCheckout());
try
{
    var maml = HelpFile.Generate(folder, out var pages);
    File.WriteAllText(Path.Combine(folder, HelpFile.Name), maml);
    Console.WriteLine($"{HelpFile.Name}: {pages} cmdlets. dotnet build stages it.");
    return 0;
}
catch (PageException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 1;
}

static string FindCheckout()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        if (File.Exists(Path.Combine(folder.FullName, "CustomVision.sln")))
            return folder.FullName;
    throw new DirectoryNotFoundException($"No CustomVision.sln above {AppContext.BaseDirectory}: run it from a checkout.");
}
