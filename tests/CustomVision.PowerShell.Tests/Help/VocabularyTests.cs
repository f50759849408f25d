using System.Text.RegularExpressions;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Help;

/// <summary>Code, help pages and documents use the terms of the service and plain words.</summary>
public sealed class VocabularyTests
{
    private static readonly (string Banned, string Replacement)[] Words =
    [
        (@"\bpictures?\b", "image"),
        (@"\bwhat (becomes|became) of\b", "name the result or the status"),
        (@"\b(says|say|said|told|tells) of (it|each|them)\b", "describes, reports"),
        (@"\bit was not said\b", "specify at least one of ..."),
        (@"\bnot said what\b", "specify at least one of ..."),
        (@"\b(is|are) gone\b", "doesn't exist, has expired, was deleted"),
        (@"\bnone any more\b", "doesn't exist. It may have expired."),
        (@"\bturns? upright\b", "rotates"),
        (@"\bbefalls?\b", "applies to"),
        (@"\btrouble that passes\b", "temporary failures"),
        (@"\bpassing (failure|reason)s?\b", "temporary failure"),
        (@"\bfailures that pass\b", "temporary failures"),
        (@"\bgo(es)? astray\b", "is lost"),
        (@"\bspoils nothing\b", "doesn't stop the rest"),
        (@"\bas it stands\b", "unchanged, literal"),
        (@"\bdoes as well\b", "is accepted too"),
        (@"\b(brings|bring) (its|their|theirs|it) along\b", "contains"),
        (@"\bwildcards are understood\b", "Wildcards are accepted"),
        (@"\bput(s)? on tags?\b|\btakes? tags? off\b", "add a tag, remove a tag"),
        (@"\bhand(s|ed)? in\b", "enqueue, input"),
        (@"\bwho gives\b|\bwhoever\b", "name the user or the client"),
    ];

    private static readonly string[] Extensions = [".cs", ".md", ".ps1", ".psd1", ".ps1xml", ".csproj"];

    [Fact]
    public void No_file_contains_a_banned_word()
    {
        var banned = Words.Select(word => (Pattern: new Regex(word.Banned, RegexOptions.IgnoreCase), word.Replacement)).ToList();
        var findings =
            from file in Files()
            from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
            from word in banned
            let match = word.Pattern.Match(line.Text)
            where match.Success
            select $"{Path.GetRelativePath(Repository.Root, file)}:{line.Number}: '{match.Value}': {word.Replacement}";

        var found = findings.ToList();

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static IEnumerable<string> Files() =>
        new[] { "src", "docs", "samples" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Concat(Directory.GetFiles(Repository.Root, "*.md"))
            .Append(Path.Combine(Repository.Root, "CustomVision.psd1"))
            .Where(file => Extensions.Contains(Path.GetExtension(file)));
}
