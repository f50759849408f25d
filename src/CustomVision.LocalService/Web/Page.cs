namespace CustomVision.LocalService.Web;

/// <summary>Which entry of the main navigation a page belongs to.</summary>
internal enum PageSection
{
    Projects,
    Requests,
    Faults,
    None,
}

/// <param name="Title">In the title of the window, before the name of the service.</param>
internal sealed record Page(string Title, PageSection Section, Html Content)
{
    public int Status { get; init; } = StatusCodes.Status200OK;
}
