<#
.SYNOPSIS
Uploads the images below a folder without duplicates, and reports duplicates and contradictory tags.

.DESCRIPTION
The script compares the files by their content (SHA-256) before it uploads anything:

- Files with the same content in one folder, or in folders of the same name: the script uploads one of them and returns the
  others with the status SameContent.
- Files with the same content in folders of different names have contradictory tags. The script uploads none of them and
  returns them with the status Contradiction, so that you can decide which tag is correct.

The service detects images that the project already has. They get the status OKDuplicate. An image that was scaled, cropped or
saved again has different content; neither this script nor the service detects it as a duplicate.

The script uses the connection of the session, or the environment variables VISION_TRAINING_ENDPOINT and
VISION_TRAINING_KEY.

.PARAMETER Folder
The folder with the images. The folder that contains an image names its tag.

.PARAMETER Project
The name or id of the project. The project must exist; New-CVProject creates one.

.EXAMPLE
./upload-without-duplicates.ps1 ./photos surfaces | Group-Object Status -NoElement

Counts the files per status.

.EXAMPLE
./upload-without-duplicates.ps1 ./photos surfaces | Where-Object Status -EQ SameContent |
    ForEach-Object { Remove-Item -LiteralPath $_.Path -WhatIf }

Shows which duplicates you can delete. Without -WhatIf, the command deletes them.

.OUTPUTS
One object per file, with Path, Status (the status of the upload, SameContent or Contradiction) and SameAs (the path of the
file that was uploaded instead, or of the file with the contradictory tag).
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

$groups = Get-ChildItem -LiteralPath $Folder -Recurse -File |
    Where-Object Extension -In '.jpg', '.jpeg', '.png', '.bmp', '.gif' |
    Get-FileHash -Algorithm SHA256 |
    Select-Object Path, Hash, @{ Name = 'Folder'; Expression = { Split-Path (Split-Path $_.Path) -Leaf } } |
    Group-Object Hash

foreach ($group in $groups) {
    $first, $copies = $group.Group
    foreach ($file in $group.Group) {
        $contrary = $group.Group | Where-Object Folder -CNE $file.Folder | Select-Object -First 1
        if ($contrary) { [pscustomobject]@{ Path = $file.Path; Status = 'Contradiction'; SameAs = $contrary.Path } }
        elseif ($file -in $copies) { [pscustomobject]@{ Path = $file.Path; Status = 'SameContent'; SameAs = $first.Path } }
    }
}

$groups |
    Where-Object { @($_.Group.Folder | Select-Object -Unique).Count -eq 1 } |
    ForEach-Object { [pscustomobject]@{ LiteralPath = $_.Group[0].Path; Tag = $_.Group[0].Folder } } |
    Add-CVTrainingImage -ProjectId $Project -CreateTag -ErrorAction Continue |
    Select-Object Path, Status, @{ Name = 'SameAs'; Expression = { $null } }
