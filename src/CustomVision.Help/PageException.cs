namespace CustomVision.Help;

/// <summary>A page cannot be understood. The message names the page and says what to change.</summary>
internal sealed class PageException(string page, string problem) : Exception($"docs/en-US/{page}.md: {problem}");
