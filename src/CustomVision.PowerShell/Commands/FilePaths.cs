using System.Collections.ObjectModel;

namespace CustomVision.PowerShell.Commands;

/// <summary>
/// What users give as paths, as paths of the file system. A path that leads nowhere stays as it was given: every input
/// must come out again, with words that say what is wrong with it.
/// </summary>
internal static class FilePaths
{
    /// <summary>The file that a name without wildcards means.</summary>
    public static string Literal(PSCmdlet cmdlet, string given)
    {
        try
        {
            var path = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(given, out var provider, out _);
            return IsFileSystem(provider) ? path : given;
        }
        catch (Exception problem) when (LeadsNowhere(problem))
        {
            return given;
        }
    }

    /// <summary>The files that a name with wildcards means; the name itself when it means none.</summary>
    public static IReadOnlyList<string> Matching(PSCmdlet cmdlet, string given)
    {
        try
        {
            Collection<string> found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(given, out var provider);
            return IsFileSystem(provider) && found.Count > 0 ? found : [Literal(cmdlet, given)];
        }
        catch (Exception problem) when (LeadsNowhere(problem))
        {
            return [Literal(cmdlet, given)];
        }
    }

    /// <summary>The folder that a name without wildcards means; it need not be there.</summary>
    /// <exception cref="ArgumentException">It is not of the file system.</exception>
    public static string Folder(PSCmdlet cmdlet, string given)
    {
        try
        {
            var path = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(given, out var provider, out _);
            return IsFileSystem(provider) ? path : throw new ArgumentException($"{provider.Name} holds no files.");
        }
        catch (Exception problem) when (problem is SessionStateException or ProviderInvocationException)
        {
            throw new ArgumentException(problem.Message, problem);
        }
    }

    private static bool IsFileSystem(ProviderInfo provider) => provider.Name == "FileSystem";

    private static bool LeadsNowhere(Exception problem) =>
        problem is SessionStateException or ProviderInvocationException or ArgumentException or IOException or UnauthorizedAccessException
            or NotSupportedException;
}
