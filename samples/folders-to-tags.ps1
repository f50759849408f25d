<#
.SYNOPSIS
Uploads the images below a folder; the folder that an image is in names its tag.

.DESCRIPTION
Takes every image below -Folder, however deep, and puts it into the project with the name of its own folder as its tag.
Tags that are missing are made. Files that are no images by their name are passed over.

Each image comes out as one result, in order. What the service did not take is written as an error besides. Running the
script again is safe: what the project has already comes out as OKDuplicate.

It uses the connection of the session, or VISION_TRAINING_ENDPOINT and VISION_TRAINING_KEY.

.PARAMETER Folder
The folder whose subfolders are named as the tags are to be.

.PARAMETER Project
The project, by its name or id. It must be there: New-CVProject makes one.

.EXAMPLE
./folders-to-tags.ps1 ./photos surfaces | Where-Object { -not $_.IsStored }

Shows only what went wrong.

.EXAMPLE
./folders-to-tags.ps1 ./photos surfaces | Group-Object Status -NoElement

Counts what became of the images.

.OUTPUTS
CustomVision.Models.ImageCreateResult. One for each image: Path, Status, Image, Message and more.
#>
#Requires -Modules CustomVision
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Folder,

    [Parameter(Mandatory, Position = 1)]
    [string] $Project
)

Get-ChildItem -LiteralPath $Folder -Recurse -File |
    Where-Object Extension -In '.jpg', '.jpeg', '.png', '.bmp', '.gif' |
    Add-CVTrainingImage -ProjectId $Project -TagFromFolder -CreateTag
