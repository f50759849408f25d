<#
.SYNOPSIS
Uploads the images that a table lists, with the tags that it gives them.

.DESCRIPTION
Reads a CSV file with the columns Path and Tag. An image with several tags has several rows; one without has an empty
Tag. A relative path counts from the folder that the CSV file is in. Tags that are missing are made.

The rows of an image are put together before it is sent, since the service knows an image by its content: sent a second
time, it stays as it is, and the second tag would be lost.

Each image comes out as one result, in the order of the table. What the service did not take is written as an error
besides.

It uses the connection of the session, or VISION_TRAINING_ENDPOINT and VISION_TRAINING_KEY.

.PARAMETER Csv
The table. Its first line names the columns; others than Path and Tag are passed over.

.PARAMETER Project
The project, by its name or id. It must be there: New-CVProject makes one.

.EXAMPLE
./csv-labels.ps1 ./labels.csv surfaces

Uploads what this table lists:

    Path,Tag
    brick/wall.jpg,brick
    lawn.jpg,grass
    lawn.jpg,summer

.EXAMPLE
./csv-labels.ps1 ./labels.csv surfaces | Where-Object { -not $_.IsStored } | Select-Object Path, Message

Lists what is missing, and why.

.OUTPUTS
CustomVision.Models.ImageCreateResult. One for each image: Path, Status, Image, Message and more.
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

# Each file once, with all its tags.
$images = [System.Collections.Specialized.OrderedDictionary]::new([System.StringComparer]::Ordinal)
foreach ($row in $rows) {
    $file = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine((Split-Path $table), $row.Path))
    if (-not $images.Contains($file)) { $images[$file] = [System.Collections.Generic.List[string]]::new() }
    if ($row.Tag) { $images[$file].Add($row.Tag) }
}

# The errors of single images do not stop the others.
$images.GetEnumerator() |
    ForEach-Object { [pscustomobject]@{ LiteralPath = $_.Key; Tag = $_.Value.ToArray() } } |
    Add-CVTrainingImage -ProjectId $Project -CreateTag -ErrorAction Continue
