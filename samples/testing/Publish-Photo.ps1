<#
.SYNOPSIS
Brings a folder of photos into a project of the Custom Vision service, each under the name of its subfolder.

.DESCRIPTION
The project is made when it is missing. One object tells how many photos are there afterwards and which are not.
The script ends with an error when the service cannot be reached or has no room; what went in before that is kept.
Publish-Photo.Tests.ps1, beside it, shows how such a script is tested without the service.

.PARAMETER Folder
The folder whose subfolders are named as the tags are to be.

.PARAMETER Project
The name of the project.

.PARAMETER MaxRetry
How often a request that failed for a passing reason is sent again. Default: 5.

.EXAMPLE
./Publish-Photo.ps1 ./photos surfaces

Shows how many photos are in the project, and which are not.
#>
param(
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [string] $Project,
    [int] $MaxRetry = 5
)

$ErrorActionPreference = 'Stop'

$target = Get-CVProject | Where-Object Name -EQ $Project
if (-not $target) { $target = New-CVProject $Project }

$results = Get-ChildItem $Folder -Recurse -Filter *.jpg |
    Add-CVTrainingImage -ProjectId $target -TagFromFolder -CreateTag -MaxRetry $MaxRetry -ErrorAction SilentlyContinue

[pscustomobject]@{
    Stored = @($results | Where-Object IsStored).Count
    Missing = @($results | Where-Object { -not $_.IsStored } | ForEach-Object Path)
}
