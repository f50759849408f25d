<#
.SYNOPSIS
Creates a project from a backup that back-up-project.ps1 wrote.

.DESCRIPTION
The script creates a project with the settings, tags and images of the backup, in the account that the session is connected
to. Each run creates a new project. If a run fails, remove its project and run the script again, or upload the missing images
with csv-labels.ps1. This script uses csv-labels.ps1, which must be in the same folder.

The script fails if an image can't be restored.

The script uses the connection of the session, or the environment variables VISION_TRAINING_ENDPOINT and
VISION_TRAINING_KEY.

.PARAMETER Backup
The folder that back-up-project.ps1 wrote.

.PARAMETER Name
The name of the new project. The default is the name in the backup.

.EXAMPLE
./restore-project.ps1 ./backup/surfaces

Restores a project.

.EXAMPLE
./restore-project.ps1 ./backup/surfaces -Name 'surfaces (copy)' | Start-CVTraining -PublishAs production

Creates a copy of the project and trains it.

.OUTPUTS
CustomVision.Models.Project. The new project.
#>
#Requires -Modules CustomVision
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Backup,

    [string] $Name
)

$ErrorActionPreference = 'Stop'

$saved = Import-Csv -LiteralPath (Join-Path $Backup 'project.csv')
if (-not $Name) { $Name = $saved.Name }
$project = New-CVProject $Name -Description $saved.Description -DomainId $saved.Domain

# Create the tags first: a tag can have a description, and it can have no images.
foreach ($tag in Import-Csv -LiteralPath (Join-Path $Backup 'tags.csv')) {
    $null = New-CVTag $project $tag.Name -Description $tag.Description
}

$results = @(& (Join-Path $PSScriptRoot 'csv-labels.ps1') (Join-Path $Backup 'labels.csv') $project.Id)
$lost = @($results | Where-Object { -not $_.IsStored })
if ($lost) { throw "$($lost.Count) of $($results.Count) images are not in project '$project' ($($project.Id)). The first: $($lost[0].Path): $($lost[0].Message)" }

$project
