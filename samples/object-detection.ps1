<#
.SYNOPSIS
Trains an object detection in a local Custom Vision service, and finds things in images that it has not seen.

.DESCRIPTION
The script draws images with a disc and a square, uploads 16 of them with their regions, trains and publishes a project, and predicts
four others. It shows the boxes that were found, and ends with the exit code 1 if fewer than seven of the eight things were found.

Build the module first (dotnet build). The data are in out/object-detection.

.EXAMPLE
pwsh samples/object-detection.ps1

Runs the sample. It takes about 20 seconds.
#>
param()

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/CustomVision"

# Draws a red disc and a blue square on gray stripes as a bitmap file. Returns the path and the regions, as shares of the sides.
function New-Drawing {
    param([string] $Path, [int] $Seed)

    $side = 160
    $random = [Random]::new($Seed)
    $offset = $random.Next(24)
    $stripes = [byte[]]::new(3 * $side)
    foreach ($x in 0..($side - 1)) {
        foreach ($channel in 0..2) { $stripes[3 * $x + $channel] = if (($x + $offset) % 24 -lt 6) { 150 } else { 210 } }
    }
    $pixels = [byte[]]::new(3 * $side * $side)
    foreach ($y in 0..($side - 1)) { $stripes.CopyTo($pixels, 3 * $side * $y) }

    # One is in the left half and one in the right.
    $things = @(
        @{ Tag = 'disc'; Color = [byte[]](30, 30, 220); Size = 68 }
        @{ Tag = 'square'; Color = [byte[]](200, 60, 20); Size = 60 }
    )
    if ($random.Next(2)) { [array]::Reverse($things) }
    $left = 0
    $regions = foreach ($thing in $things) {
        $size = $thing.Size
        $fromX = $left + $random.Next(80 - $size)
        $fromY = $random.Next($side - $size)
        $row = [byte[]]::new(3 * $size)
        foreach ($x in 0..($size - 1)) { $thing.Color.CopyTo($row, 3 * $x) }
        foreach ($y in 0..($size - 1)) {
            $half = $size / 2
            $width = if ($thing.Tag -eq 'disc') { [int](2 * [Math]::Sqrt($half * $half - [Math]::Pow($y + 0.5 - $half, 2))) } else { $size }
            $start = $fromX + [int](($size - $width) / 2)
            # The rows of a bitmap file begin at the bottom.
            [array]::Copy($row, 0, $pixels, 3 * ($side * ($side - 1 - $fromY - $y) + $start), 3 * $width)
        }
        @{ Tag = $thing.Tag; Left = $fromX / $side; Top = $fromY / $side; Width = $size / $side; Height = $size / $side }
        $left = 80
    }

    $stream = [IO.MemoryStream]::new()
    $writer = [IO.BinaryWriter]::new($stream)
    $writer.Write([byte[]](0x42, 0x4D))
    foreach ($number in (54 + $pixels.Length), 0, 54, 40, $side, $side, (1 + 24 * 65536), 0, $pixels.Length, 2835, 2835, 0, 0) {
        $writer.Write([int] $number)
    }
    $writer.Write($pixels)
    [IO.File]::WriteAllBytes($Path, $stream.ToArray())
    [pscustomobject]@{ Path = $Path; Region = $regions }
}

# The data stay in the folder, so that you can look at them later.
$data = "$PSScriptRoot/../out/object-detection"
$service = Start-CVLocalService -DataPath $data
Get-CVProject shapes* | Remove-CVProject -Force -Confirm:$false
$project = New-CVProject shapes -Type ObjectDetection -Description 'Discs and squares'

# Draw and upload. Each tag needs 15 images. The regions are bound from the property Region, and their tags are created.
$images = New-Item -ItemType Directory -Path "$data/images" -Force
$results = 1..16 | ForEach-Object { New-Drawing "$images/train_$_.bmp" -Seed $_ } |
    Add-CVTrainingImage -ProjectId $project -CreateTag
$stored = @($results | Where-Object IsStored).Count
Get-CVTag $project | Out-Host

# Train the project and publish the new iteration. The performance is measured with images that the model was trained without.
$iteration = Start-CVTraining $project -PublishAs shapes
$iteration | Get-CVIterationPerformance | Out-Host

# Find things in other images. The table shows where they are: left, top, width and height as shares of the sides.
$drawings = 101..104 | ForEach-Object { New-Drawing "$images/test_$_.bmp" -Seed $_ }
$predictions = $drawings | Invoke-CVPrediction -ProjectId $project
$predictions | Out-Host

# A box is right if it has the tag, and shares more than half of its area with the thing.
$right = 0
foreach ($i in 0..3) {
    foreach ($thing in $drawings[$i].Region) {
        foreach ($found in $predictions[$i].Predictions | Where-Object TagName -EQ $thing.Tag | Select-Object -First 1) {
            $box = $found.BoundingBox
            $width = [Math]::Min($box.Left + $box.Width, $thing.Left + $thing.Width) - [Math]::Max($box.Left, $thing.Left)
            $height = [Math]::Min($box.Top + $box.Height, $thing.Top + $thing.Height) - [Math]::Max($box.Top, $thing.Top)
            $shared = [Math]::Max(0.0, $width) * [Math]::Max(0.0, $height)
            if ($shared / ($box.Width * $box.Height + $thing.Width * $thing.Height - $shared) -gt 0.5) { $right++ }
        }
    }
}

"$stored of 16 images are in project '$($project.Name)' ($($project.Id))."
"$right of 8 things were found."
"To see the boxes, run: Start-CVLocalService '$($service.DataPath)', and open its endpoint in a browser."
$service | Stop-CVLocalService

if ($stored -ne 16 -or $right -lt 7) { exit 1 }
