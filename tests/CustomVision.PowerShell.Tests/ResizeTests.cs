using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>-Resize of Add-CVTrainingImage and Invoke-CVPrediction.</summary>
public sealed class ResizeTests(SharedService shared) : ProjectTest(shared)
{
    [Fact]
    public void A_photograph_of_any_size_is_uploaded_in_the_size_that_the_service_keeps()
    {
        // Too long to be sent as it is.
        Session.With("folder", Folder.Path).With("photo", Folder.Write("photo.png", [.. GreyPng.Of(3200, 2400), .. new byte[7 * 1024 * 1024]]));

        Session.Output("$results = Get-ChildItem $folder -File | Add-CVTrainingImage -ProjectId $project -Resize");

        Assert.Equal("OK 1200 x 900", Session.Output("\"$($results.Status) $($results.Image.Width) x $($results.Image.Height)\"").Single().ToString());
        Session.Output("$null = Save-CVTrainingImage $folder/saved -ProjectId $project");
        Assert.Equal(".jpg", Path.GetExtension(Directory.GetFiles(Folder.PathOf("saved"), "*", SearchOption.AllDirectories).Single()));
    }

    [Theory]
    [InlineData("photo.jpg", 7 * 1024 * 1024, "ImageTooLarge")]
    [InlineData("photo.webp", 40, "ImageFormatNotSupported")]
    public void The_error_of_a_file_that_can_be_resized_names_the_parameter(string name, int length, string id)
    {
        Session.With("photo", Folder.Write(name, [.. "RIFF\x20\0\0\0WEBPVP8 "u8, .. new byte[length]]));

        var outcome = Session.Run("Add-CVTrainingImage $photo -ProjectId $project");

        Assert.Equal([id], outcome.ErrorIds);
        Assert.Contains("-Resize", outcome.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_decoded_is_a_result()
    {
        var outcome = Session.With("file", Folder.Write("notes.jpg", "notes"u8.ToArray())).Run("Add-CVTrainingImage $file -ProjectId $project -Resize");

        Assert.Equal("ErrorImageFormat", outcome.Output.Single().Properties["Status"].Value);
        Assert.Equal("ImageFormatNotSupported", outcome.ErrorIds.Single());
    }
}
