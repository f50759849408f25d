<#
.SYNOPSIS
Uploads the images that a CSV file lists, with the tags in that file.

.DESCRIPTION
The script reads a CSV file with the columns Path and Tag. An image with several tags has several rows. An image without a
tag has an empty Tag. A relative path starts at the folder of the CSV file. The script creates tags that do not exist.

The script collects all rows of an image before it uploads the image. The service identifies an image by its content: a
second upload of the same image does not change it, so the second tag would be lost.

The script returns one result per image, in the order of the CSV file. It also writes an error for each image that was not
stored.

The script uses the connection of the session, or the environment variables VISION_TRAINING_ENDPOINT and
VISION_TRAINING_KEY.

.PARAMETER Csv
The CSV file. Its first line has the names of the columns. The script ignores columns other than Path and Tag.

.PARAMETER Project
The name or id of the project. The project must exist; New-CVProject creates one.

.EXAMPLE
./csv-labels.ps1 ./labels.csv surfaces

Uploads the images of this CSV file:

    Path,Tag
    brick/wall.jpg,brick
    lawn.jpg,grass
    lawn.jpg,summer

.EXAMPLE
./csv-labels.ps1 ./labels.csv surfaces | Where-Object { -not $_.IsStored } | Select-Object Path, Message

Lists the images that were not stored, with the reason.

.OUTPUTS
CustomVision.Models.ImageCreateResult. One per image, with Path, Status, Image, Message and more.
#>
#Requires -Modules CustomVision
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Csv,

    [Parameter(Mandatory, Position = 1)]
    [string] $Project
)

$ErrorActionPreference = 'Stop'

$table = (Resolve-Path -LiteralPath $Csv).ProviderPath
$rows = @(Import-Csv -LiteralPath $table)
foreach ($column in 'Path', 'Tag') {
    if ($rows -and $rows[0].PSObject.Properties.Name -notcontains $column) { throw "$Csv has no column named $column." }
}

# Collect the tags of each file.
$images = [System.Collections.Specialized.OrderedDictionary]::new([System.StringComparer]::Ordinal)
foreach ($row in $rows) {
    $file = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine((Split-Path $table), $row.Path))
    if (-not $images.Contains($file)) { $images[$file] = [System.Collections.Generic.List[string]]::new() }
    if ($row.Tag) { $images[$file].Add($row.Tag) }
}

# An error for one image does not stop the upload of the others.
$images.GetEnumerator() |
    ForEach-Object { [pscustomobject]@{ LiteralPath = $_.Key; Tag = $_.Value.ToArray() } } |
    Add-CVTrainingImage -ProjectId $Project -CreateTag -ErrorAction Continue
