# Uploads photos of three surfaces to a local Custom Vision service, trains a project, and predicts the tags of twelve other
# photos. Without PowerShell, run: dotnet run --project samples/Quickstart
# With PowerShell, build first (dotnet build), then run: pwsh samples/quickstart.ps1

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/CustomVision"

# The local service has the same API as Azure. It stops when this session ends. Its data stays in the folder.
$data = "$PSScriptRoot/../out/quickstart"
if (Test-Path $data) { Remove-Item $data -Recurse } # from an earlier run
$service = Start-CVLocalService -DataPath $data
$service | Out-Host

# Create an empty project.
$project = New-CVProject quickstart -Description 'Brick, grass and gravel'

# Upload the images. The names of the folders become the tags. Each image returns one result.
$results = Get-ChildItem "$PSScriptRoot/textures/train/*/*.jpg" |
    Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag
$results | Out-Host
$stored = @($results | Where-Object IsStored).Count

# Show the tags with their image counts.
Get-CVTag $project | Out-Host

# Train the project and publish the new iteration under a name.
$iteration = Start-CVTraining $project -PublishAs surfaces
$iteration | Out-Host

# Show the performance of the iteration, measured by cross-validation.
$iteration | Get-CVIterationPerformance | Out-Host

# Predict photos that were not used for training. Show the most probable tag of each.
$predictions = Get-ChildItem "$PSScriptRoot/textures/test/*/*.jpg" | Invoke-CVPrediction -ProjectId $project
$predictions | Out-Host
$right = @($predictions | Where-Object { $_.Tag -eq ([IO.FileInfo]$_.Path).Directory.Name }).Count

"$stored of $($results.Count) images are in project '$($project.Name)' ($($project.Id))."
"$right of $($predictions.Count) predictions are correct."
"The data is in $($service.DataPath)."
$service | Stop-CVLocalService

if ($stored -ne 36 -or $right -lt 11) { exit 1 }
