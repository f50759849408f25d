<#
.SYNOPSIS
Uploads a folder of photos to a Custom Vision project, with the name of each subfolder as the tag.

.DESCRIPTION
The script creates the project if it does not exist. It returns one object with the number of stored photos and the paths of
the missing ones. The script ends with an error if it can't reach the service or if the service has reached a limit; photos
that were stored before stay in the project. Publish-Photo.Tests.ps1 shows how to test such a script without the service.

.PARAMETER Folder
The folder that contains one subfolder per tag.

.PARAMETER Project
The name of the project.

.PARAMETER MaxRetry
How many times to retry a request after a temporary failure. The default is 5.

.EXAMPLE
./Publish-Photo.ps1 ./photos surfaces

Shows how many photos the project has and which are missing.
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
