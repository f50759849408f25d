<#
.SYNOPSIS
A long upload that can be cut off at any time, and goes on where it was when it is run again.

.DESCRIPTION
Uploads the images below a folder and keeps a journal of what the service has acknowledged. Whatever ends the script -
Ctrl+C, a crash, a network that stays away, a key that has expired - run it again with the same values: it sends only what
is missing. It takes images by their content, so files may have been moved or renamed in the meantime.

At the end it writes a summary. Images that failed are errors, each with its path; they are tried anew the next time.

It uses the connection of the session, or VISION_TRAINING_ENDPOINT and VISION_TRAINING_KEY.

.PARAMETER Folder
The folder with the images. The folder that an image is in names its tag.

.PARAMETER Project
The project, by its name or id. It must be there: New-CVProject makes one.

.PARAMETER Journal
The file that keeps what is done. A journal belongs to one project. When all is done, it can be deleted.

.EXAMPLE
./resume-upload.ps1 ./photos surfaces -Journal ./photos.journal

Begins, or goes on.

.EXAMPLE
do { $done = ./resume-upload.ps1 ./photos surfaces -Journal ./photos.journal } until ($done.Failed -eq 0)

Does not give up. Only for a folder in which every file is an image: what can never be stored fails each time.

.OUTPUTS
One object: Images (all below the folder), SentNow, SentBefore (the journal knew them) and Failed.
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

$count = @{ Now = 0; Before = 0; Failed = 0 }
Get-ChildItem -LiteralPath $Folder -Recurse -File |
    Where-Object Extension -In '.jpg', '.jpeg', '.png', '.bmp', '.gif' |
    Add-CVTrainingImage -ProjectId $Project -TagFromFolder -CreateTag -Journal $Journal |
    ForEach-Object {
        # What the journal knows is stored without having been sent.
        if (-not $_.IsStored) { $count.Failed++ } elseif ($_.Attempts) { $count.Now++ } else { $count.Before++ }
    }

[pscustomobject]@{
    Images   = $count.Now + $count.Before + $count.Failed
    SentNow    = $count.Now
    SentBefore = $count.Before
    Failed     = $count.Failed
}
