using CustomVision.Help;

// The build of src/CustomVision.PowerShell runs this program. MSBuild shows an error line with its file.
if (args is not [var pageFolder, var helpFile])
{
    await Console.Error.WriteLineAsync("usage: CustomVision.Help PAGE-FOLDER HELP-FILE");
    return 2;
}

try
{
    var maml = HelpFile.Generate(pageFolder);
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(helpFile))!);
    File.WriteAllText(helpFile, maml);
    return 0;
}
catch (PageException exception)
{
    await Console.Error.WriteLineAsync($"{Path.Combine(pageFolder, exception.Page + ".md")} : error CVHELP: {exception.Problem}");
    return 1;
}
