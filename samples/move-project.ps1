<#
.SYNOPSIS
Moves a project to another resource or to a local service.

.DESCRIPTION
The script backs up the project to a folder, restores it with another connection, and keeps the backup. If it is interrupted,
run it again: it downloads and sends only what is missing.

The script uses the connection of the session, or the environment variables VISION_TRAINING_ENDPOINT and
VISION_TRAINING_KEY.

.PARAMETER Project
The name or id of the project.

.PARAMETER Backup
The folder for the backup.

.PARAMETER To
The connection to the service that receives the project.

.EXAMPLE
./move-project.ps1 surfaces ./backup -To (Start-CVLocalService ./data -NoConnect).Connection

Moves a project to a local service.

.OUTPUTS
CustomVision.Models.ProjectRestore
#>
#Requires -Modules CustomVision
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Project,

    [Parameter(Mandatory, Position = 1)]
    [string] $Backup,

    [Parameter(Mandatory)]
    [CustomVision.Http.CustomVisionConnection] $To
)

$ErrorActionPreference = 'Stop'

$saved = Backup-CVProject $Project $Backup
Restore-CVProject $saved.Path -Connection $To
