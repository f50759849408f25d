<#
.SYNOPSIS
Makes a project from what back-up-project.ps1 has saved.

.DESCRIPTION
Makes a project with the settings, the tags and the images of the backup, in the account that the session is connected
to. It makes a new project each time; if that fails half-way, remove it and begin again, or send the rest with
csv-labels.ps1, which this script uses and which must be beside it.

It fails when an image could not be restored.

It uses the connection of the session, or VISION_TRAINING_ENDPOINT and VISION_TRAINING_KEY.

.PARAMETER Backup
The folder that back-up-project.ps1 has written.

.PARAMETER Name
What to call the project. Default: its name in the backup.

.EXAMPLE
./restore-project.ps1 ./backup/surfaces

Brings a project back.

.EXAMPLE
./restore-project.ps1 ./backup/surfaces -Name 'surfaces (copy)' | Start-CVTraining -Wait -SetDefault

Makes a copy, and has it learn.

.OUTPUTS
CustomVision.Models.Project. The project that was made.
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

# First of all the tags: some have a description, and some may be on no image.
foreach ($tag in Import-Csv -LiteralPath (Join-Path $Backup 'tags.csv')) {
    $null = New-CVTag $project $tag.Name -Description $tag.Description
}

$results = @(& (Join-Path $PSScriptRoot 'csv-labels.ps1') (Join-Path $Backup 'labels.csv') $project.Id)
$lost = @($results | Where-Object { -not $_.IsStored })
if ($lost) { throw "$($lost.Count) of $($results.Count) images are not in project '$project' ($($project.Id)). The first: $($lost[0].Path): $($lost[0].Message)" }

$project
