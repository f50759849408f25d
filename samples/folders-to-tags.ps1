<#
.SYNOPSIS
Uploads the images in a folder and its subfolders, with the name of each image's folder as its tag.

.DESCRIPTION
The script uploads every image below -Folder, at any depth, and tags it with the name of the folder that contains it. It
creates tags that do not exist. It ignores files without the extension of an image.

The script returns one result per image, in order. It also writes an error for each image that was not stored. You can run
the script again: an image that the project already has gets the status OKDuplicate.

The script uses the connection of the session, or the environment variables VISION_TRAINING_ENDPOINT and
VISION_TRAINING_KEY.

.PARAMETER Folder
The folder that contains one subfolder per tag.

.PARAMETER Project
The name or id of the project. The project must exist; New-CVProject creates one.

.EXAMPLE
./folders-to-tags.ps1 ./photos surfaces | Where-Object { -not $_.IsStored }

Shows only the images that were not stored.

.EXAMPLE
./folders-to-tags.ps1 ./photos surfaces | Group-Object Status -NoElement

Counts the images per status.

.OUTPUTS
CustomVision.Models.ImageCreateResult. One per image, with Path, Status, Image, Message and more.
#>
#Requires -Modules CustomVision
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Folder,

    [Parameter(Mandatory, Position = 1)]
    [string] $Project
)

$ErrorActionPreference = 'Stop'

# An error for one image does not stop the upload of the others.
Get-ChildItem -LiteralPath $Folder -Recurse -File |
    Where-Object Extension -In '.jpg', '.jpeg', '.png', '.bmp', '.gif' |
    Add-CVTrainingImage -ProjectId $Project -TagFromFolder -CreateTag -ErrorAction Continue
