<#
.SYNOPSIS
Saves a project to a folder: its images, which tags they have, the tags, and the settings.

.DESCRIPTION
Writes into -Destination:

    project.csv   the name, the description and the domain of the project
    tags.csv      the tags, with their descriptions
    labels.csv    which image has which tag, one row for each; the paths count from this folder
    ...           the images, in a folder for each tag

restore-project.ps1 makes a project of that again, here or in another account. Run it again, and it fetches only the
images that are not there yet. It fails when an image could not be saved, and leaves the labels.csv that was there: a
backup with holes does not pass for a whole one.

Iterations, what was trained, and predictions are not in the backup: the service does not give them away. Training the
restored project makes a new iteration. The service turns images upright and scales large ones down when it takes them;
it is these that come back.

It uses the connection of the session, or VISION_TRAINING_ENDPOINT and VISION_TRAINING_KEY.

.PARAMETER Project
The project, by its name or id.

.PARAMETER Destination
The folder to save to. It is made if it is not there.

.EXAMPLE
./back-up-project.ps1 surfaces ./backup/surfaces

Saves one project.

.EXAMPLE
Get-CVProject | ForEach-Object { ./back-up-project.ps1 $_.Id "./backup/$($_.Id)" }

Saves all of them.

.OUTPUTS
One object: Project, Destination, Images, Tags and Labels, which are counts.
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
    throw "$($failed.Count) of $($saved.Count) images of project '$source' could not be saved. Run it again for the rest. The first: $($failed[0])"
}

$rows = foreach ($image in $saved) {
    # With / on every system, which every system understands.
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
    Images    = $saved.Count
    Tags        = $tags.Count
    Labels      = @($rows | Where-Object Tag).Count
}
