<#
.SYNOPSIS
Saves a project to a folder: its images, tags and settings.

.DESCRIPTION
The script writes these files to -Destination:

    project.csv   the name, description and domain of the project
    tags.csv      the names and descriptions of the tags
    labels.csv    the tags of each image, one row per image and tag; the paths are relative to this folder
    ...           the images, in one folder per tag

restore-project.ps1 creates a project from these files, in the same account or in another one. If you run the backup again,
it saves only the images that are not in the folder yet. If an image can't be saved, the script fails and doesn't write a new
labels.csv, so that an incomplete backup is not taken for a complete one.

The backup has no iterations, trained models or predictions because the service doesn't return them. Train the restored
project to create a new iteration. When the service stores an image, it rotates the image upright and scales a large image
down; the backup has that version.

The script uses the connection of the session, or the environment variables VISION_TRAINING_ENDPOINT and
VISION_TRAINING_KEY.

.PARAMETER Project
The name or id of the project.

.PARAMETER Destination
The folder to save to. The script creates it if it does not exist.

.EXAMPLE
./back-up-project.ps1 surfaces ./backup/surfaces

Saves one project.

.EXAMPLE
Get-CVProject | ForEach-Object { ./back-up-project.ps1 $_.Id "./backup/$($_.Id)" }

Saves all projects.

.OUTPUTS
One object with Project, Destination and the counts Images, Tags and Labels.
#>
#Requires -Modules CustomVision
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Project,

    [Parameter(Mandatory, Position = 1)]
    [string] $Destination
)

$ErrorActionPreference = 'Stop'

$source = Get-CVProject -ProjectId $Project
$folder = (New-Item -ItemType Directory -Path $Destination -Force).FullName

$failed = @()
$saved = @(Save-CVTrainingImage $folder -ProjectId $source -ErrorAction SilentlyContinue -ErrorVariable failed)
if ($failed) {
    throw "$($failed.Count) of $($saved.Count) images of project '$source' could not be saved. Run the script again to save them. The first error: $($failed[0])"
}

$rows = foreach ($image in $saved) {
    # Every system understands /.
    $path = $image.Path.Substring($folder.Length).TrimStart('\', '/').Replace('\', '/')
    foreach ($name in $(if ($image.Tag) { $image.Tag } else { '' })) { [pscustomobject]@{ Path = $path; Tag = $name } }
}
$tags = @(Get-CVTag $source)
$domain = Get-CVDomain -DomainId $source.Settings.DomainId

[pscustomobject]@{ Name = $source.Name; Description = $source.Description; Domain = $domain.Name } |
    Export-Csv -LiteralPath (Join-Path $folder 'project.csv') -NoTypeInformation -Encoding utf8
$tags | Select-Object Name, Description | Export-Csv -LiteralPath (Join-Path $folder 'tags.csv') -NoTypeInformation -Encoding utf8
$rows | Export-Csv -LiteralPath (Join-Path $folder 'labels.csv') -NoTypeInformation -Encoding utf8

[pscustomobject]@{
    Project     = $source.Name
    Destination = $folder
    Images      = $saved.Count
    Tags        = $tags.Count
    Labels      = @($rows | Where-Object Tag).Count
}
