<#
.SYNOPSIS
Uploads the images below a folder without the copies among them, and tells which are copies and which contradict.

.DESCRIPTION
Compares the files by their content (SHA-256) before anything is sent:

- Copies in the same folder, or in folders of the same name: one of them is sent, the others come out as SameContent.
- Copies in folders of different names would need different tags. None of them is sent, since one must be wrong: they come
  out as Contradiction, to be looked at by a person.

What the project itself has already is found by the service, which compares content too, and comes out as OKDuplicate.
An image that was scaled, cut or saved anew is other content: neither this script nor the service takes it for a copy.

It uses the connection of the session, or VISION_TRAINING_ENDPOINT and VISION_TRAINING_KEY.

.PARAMETER Folder
The folder with the images. The folder that an image is in names its tag.

.PARAMETER Project
The project, by its name or id. It must be there: New-CVProject makes one.

.EXAMPLE
./upload-without-duplicates.ps1 ./photos surfaces | Group-Object Status -NoElement

Counts what became of the files.

.EXAMPLE
./upload-without-duplicates.ps1 ./photos surfaces | Where-Object Status -EQ SameContent |
    ForEach-Object { Remove-Item -LiteralPath $_.Path -WhatIf }

Shows which copies could go from the disk. Without -WhatIf they are gone.

.OUTPUTS
One object for each file: Path, Status (of the upload, or SameContent or Contradiction) and SameAs (the path of the file
that was sent in its place, or that contradicts it).
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
