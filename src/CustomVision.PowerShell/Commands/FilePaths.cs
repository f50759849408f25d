using System.Collections.ObjectModel;

namespace CustomVision.PowerShell.Commands;

/// <summary>
/// Resolves PowerShell paths to file system paths. A path that can't be resolved is returned unchanged, so that the cmdlet can return
/// a result with an error for it.
/// </summary>
internal static class FilePaths
{
    /// <summary>Resolves a path without wildcards.</summary>
    public static string ResolveLiteral(PSCmdlet cmdlet, string value)
    {
        try
        {
            var path = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(value, out var provider, out _);
            return IsFileSystem(provider) ? path : value;
        }
        catch (Exception exception) when (IsPathError(exception))
        {
            return value;
        }
    }

    /// <summary>
    /// Resolves a path with wildcards. Returns the path itself if no file matches, or if a file has exactly this name: objects of other
    /// cmdlets contain paths such as a[1].jpg, which isn't meant to match a1.jpg.
    /// </summary>
    public static IReadOnlyList<string> Resolve(PSCmdlet cmdlet, string value)
    {
        try
        {
            if (WildcardPattern.ContainsWildcardCharacters(value) && ResolveLiteral(cmdlet, value) is var literal && File.Exists(literal))
                return [literal];
            Collection<string> found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(value, out var provider);
            return IsFileSystem(provider) && found.Count > 0 ? found : [ResolveLiteral(cmdlet, value)];
        }
        catch (Exception exception) when (IsPathError(exception))
        {
            return [ResolveLiteral(cmdlet, value)];
        }
    }

    /// <summary>Resolves the path of a folder, which doesn't have to exist.</summary>
    /// <exception cref="ArgumentException">The path isn't in the file system.</exception>
    public static string ResolveFolder(PSCmdlet cmdlet, string value)
    {
        try
        {
            var path = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(value, out var provider, out _);
            return IsFileSystem(provider) ? path : throw new ArgumentException($"{provider.Name} is not the file system.");
        }
        catch (Exception exception) when (exception is SessionStateException or ProviderInvocationException)
        {
            throw new ArgumentException(exception.Message, exception);
        }
    }

    /// <summary>Resolves the full path of a folder or file to write, or ends the pipeline with an error that names it.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="value">The path that the user specified.</param>
    /// <param name="noun">What it is, for the message: "folder" or "path".</param>
    public static string RequireDestination(PSCmdlet cmdlet, string value, string noun)
    {
        try
        {
            return Path.GetFullPath(ResolveFolder(cmdlet, value));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or IOException)
        {
            cmdlet.ThrowTerminatingError(Errors.BadArgument(new ArgumentException($"'{value}' is not a valid {noun}: {exception.Message}", exception), value));
            throw; // Not reached, because ThrowTerminatingError throws.
        }
    }

    private static bool IsFileSystem(ProviderInfo provider) => provider.Name == "FileSystem";

    private static bool IsPathError(Exception exception) =>
        exception is SessionStateException or ProviderInvocationException or ArgumentException or IOException or UnauthorizedAccessException
            or NotSupportedException;
}
