namespace CustomVision.LocalService.Storage;

/// <summary>
/// A file that only takes up room, so that there is some when the disk is full: to delete images, the database has to write.
/// </summary>
internal sealed class DiskReserve(string file)
{
    /// <summary>What the rows of some hundred images take in the log when they are deleted.</summary>
    private const int Bytes = 1024 * 1024;

    /// <summary>Takes up the room, if there is as much.</summary>
    public void Keep()
    {
        try
        {
            if (File.Exists(file))
                return;
            File.WriteAllBytes(file, new byte[Bytes]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            GiveUp();
        }
    }

    /// <returns>Whether there is room now that was not there before.</returns>
    public bool GiveUp()
    {
        try
        {
            var has = File.Exists(file);
            File.Delete(file);
            return has;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whatever ails the disk, whoever wanted the room is told.
            return false;
        }
    }
}
