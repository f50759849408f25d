<#
.SYNOPSIS
Uploads a large number of images. If the upload is interrupted, run the script again to continue it.

.DESCRIPTION
The script uploads the images below a folder and records in a journal what the service has stored. After an interruption,
such as Ctrl+C, a crash, a network failure or an expired key, run the script again with the same parameters: it uploads only
the missing images. The journal identifies images by their content, so you can move or rename files in the meantime.

The script returns a summary and writes an error for each image that failed. The next run tries those images again. If the
service can't be reached, or the project or the journal is wrong, the script ends with an error and returns no summary.

The script uses the connection of the session, or the environment variables VISION_TRAINING_ENDPOINT and
VISION_TRAINING_KEY.

.PARAMETER Folder
The folder with the images. The folder that contains an image names its tag.

.PARAMETER Project
The name or id of the project. The project must exist; New-CVProject creates one.

.PARAMETER Journal
The file that records the stored images. A journal belongs to one project. You can delete it when the upload is complete.

.EXAMPLE
./resume-upload.ps1 ./photos surfaces -Journal ./photos.journal

Starts or continues an upload.

.EXAMPLE
do { $done = ./resume-upload.ps1 ./photos surfaces -Journal ./photos.journal } until ($done.Failed -eq 0)

Repeats the upload until no image fails. Use it only if every file is a valid image: a file that the service can't read fails
each time.

.OUTPUTS
One object with the counts Images (all images below the folder), SentNow, SentBefore (recorded in the journal) and Failed.
#>
#Requires -Modules CustomVision
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Folder,

    [Parameter(Mandatory, Position = 1)]
    [string] $Project,

    [Parameter(Mandatory)]
    [string] $Journal
)

$ErrorActionPreference = 'Stop'

# An error for one image does not stop the upload of the others.
$count = @{ Now = 0; Before = 0; Failed = 0 }
Get-ChildItem -LiteralPath $Folder -Recurse -File |
    Where-Object Extension -In '.jpg', '.jpeg', '.png', '.bmp', '.gif' |
    Add-CVTrainingImage -ProjectId $Project -TagFromFolder -CreateTag -Journal $Journal -ErrorAction Continue |
    ForEach-Object {
        # An image that the journal has is stored, with no attempt to send it.
        if (-not $_.IsStored) { $count.Failed++ } elseif ($_.Attempts) { $count.Now++ } else { $count.Before++ }
    }

[pscustomobject]@{
    Images     = $count.Now + $count.Before + $count.Failed
    SentNow    = $count.Now
    SentBefore = $count.Before
    Failed     = $count.Failed
}
