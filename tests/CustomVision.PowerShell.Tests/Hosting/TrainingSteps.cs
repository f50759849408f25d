using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>Steps on the way to a trained project.</summary>
internal static class TrainingSteps
{
    private static int lastNumber;

    /// <summary>Uploads so many photographs of a surface to $project, under a tag of that name; each differs from all others.</summary>
    public static Session Upload(this Session session, TemporaryFolder folder, string surface, int count = 5)
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Textures, "train", surface), "*.jpg").Order().Take(count)
            .Select(file => folder.Write(
                $"{surface}_{Interlocked.Increment(ref lastNumber)}.jpg", [.. File.ReadAllBytes(file), .. Guid.NewGuid().ToByteArray()]))
            .ToArray();
        Assert.Equal(count, files.Length);
        session.With("files", files).Output($"$null = $files | Add-CVTrainingImage -ProjectId $project -Tag {surface} -CreateTag");
        return session;
    }

    /// <summary>Uploads brick and grass to $project and trains it, to have Iteration 1.</summary>
    public static Session Train(this Session session, TemporaryFolder folder, string options = "")
    {
        session.Upload(folder, "brick").Upload(folder, "grass").Output($"$iteration = Start-CVTraining $project -Wait {options}");
        return session;
    }
}
