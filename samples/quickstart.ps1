# Uploads photographs of three surfaces to a Custom Vision service on this machine, trains it with them, and asks it about
# twelve that it has never seen. Build first (dotnet build), then: pwsh samples/quickstart.ps1

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/CustomVision"

# A service that speaks the same API as Azure's. It ends with this session; what it keeps stays in the folder.
$service = Start-CVLocalService -DataPath "$PSScriptRoot/../out/quickstart"
$service | Out-Host

# A fresh project each time.
Get-CVProject quickstart* | Remove-CVProject -Confirm:$false
$project = New-CVProject quickstart -Description 'Brick, grass and gravel'

# Images go in by the pipeline, one result an image comes out. The folders name the tags.
$results = Get-ChildItem "$PSScriptRoot/textures/train/*/*.jpg" |
    Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag
$results | Out-Host
$stored = @($results | Where-Object IsStored).Count

# The tags with their counts.
Get-CVTag $project | Out-Host

# Learn from them, and let what was learned predict from now on.
$iteration = Start-CVTraining $project -Wait -SetDefault
$iteration | Out-Host

# How good it is, measured on images that were kept out of the learning by turns.
$iteration | Get-CVIterationPerformance | Out-Host

# Images that it has never seen, each with its most probable tag.
$predictions = Get-ChildItem "$PSScriptRoot/textures/test/*/*.jpg" | Invoke-CVPrediction -ProjectId $project
$predictions | Out-Host
$right = @($predictions | Where-Object { $_.Tag -eq ([IO.FileInfo]$_.Path).Directory.Name }).Count

"$stored of $($results.Count) images are in project '$($project.Name)' ($($project.Id))."
"$right of $($predictions.Count) predictions are right."
"The service kept them in $($service.DataPath)."
$service | Stop-CVLocalService

if ($stored -ne 36 -or $right -lt 11) { exit 1 }
