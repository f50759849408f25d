namespace CustomVision.LocalService.Domain;

/// <summary>Until something has been trained, a project has one iteration: its open workspace.</summary>
internal static class Iterations
{
    public static void RequireWorkspace(Project project, Guid? iterationId)
    {
        if (iterationId is { } id && id != project.WorkspaceId)
            throw new ServiceException(ErrorCodes.NotFoundIteration, $"There is no iteration {id} in this project.");
    }
}
