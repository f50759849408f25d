using System.Management.Automation.Runspaces;
using CustomVision.Http;
using CustomVision.PowerShell.Binding;

namespace CustomVision.PowerShell.Session;

/// <summary>
/// Acquires access tokens with the module Az.Accounts, if the session has loaded it. The module runs in a runspace of its own,
/// so that a token can be renewed while the pipeline of the session is busy; its sign-in belongs to the process.
/// </summary>
internal static class AzContext
{
    private const string Module = "Az.Accounts";

    /// <summary>Whether the session has loaded the module.</summary>
    public static bool IsAvailable(CommandInvocationIntrinsics commands) => FindModule(commands) is not null;

    /// <summary>Returns the connection with tokens of the signed-in account.</summary>
    public static CustomVisionConnection Use(CustomVisionConnection connection, CommandInvocationIntrinsics commands)
    {
        var path = FindModule(commands) ?? throw new InvalidOperationException($"The module {Module} is not loaded.");
        return connection.WithTokens(new AccessTokenSource(token => Task.Run(() => Acquire(path), token)));
    }

    private static string? FindModule(CommandInvocationIntrinsics commands) =>
        commands.GetCommand("Get-AzAccessToken", CommandTypes.Cmdlet | CommandTypes.Function)?.Module is { } module ? module.Path : null;

    private static AccessToken Acquire(string modulePath)
    {
        var state = InitialSessionState.CreateDefault();
        state.ImportPSModule(new[] { modulePath });
        using var shell = System.Management.Automation.PowerShell.Create(state);
        shell.AddCommand("Get-AzAccessToken").AddParameter("ResourceUrl", AccessTokenSource.Resource).AddParameter("ErrorAction", ActionPreference.Stop);
        try
        {
            var answer = shell.Invoke().FirstOrDefault() ?? throw new AccessTokenException($"{Module} returned no access token. Run Connect-AzAccount.");
            // Versions from 5 return a SecureString.
            var secret = ArgumentParser.ParseSecret(answer.Properties["Token"]?.Value ?? "");
            return new AccessToken(secret, LanguagePrimitives.ConvertTo<DateTimeOffset>(answer.Properties["ExpiresOn"]?.Value));
        }
        catch (Exception cause) when (cause is RuntimeException or ArgumentException or PSInvalidCastException)
        {
            throw new AccessTokenException($"{Module} returned no access token: {cause.Message} Run Connect-AzAccount.");
        }
    }
}
