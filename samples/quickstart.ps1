# Uploads photographs of three surfaces to a Custom Vision service on this machine, and shows what came of it.
# Build first (dotnet build), then: pwsh samples/quickstart.ps1

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/CustomVision"

# A service that speaks the same API as Azure's. It ends with this session; what it keeps stays in the folder.
$service = Start-CVLocalService -DataPath "$PSScriptRoot/../out/quickstart"
$service | Out-Host

# A fresh project each time.
Get-CVProject quickstart* | Remove-CVProject -Confirm:$false
$project = New-CVProject quickstart -Description 'Brick, grass and gravel'

# The heart of it: pictures go in by the pipeline, one result a picture comes out.
$results = foreach ($name in 'brick', 'grass', 'gravel') {
    $tag = New-CVTag $project $name
    Get-ChildItem "$PSScriptRoot/textures/train/$name/*.jpg" | Add-CVTrainingImage -ProjectId $project -TagId $tag
}
$results | Out-Host

# The tags with their counts.
Get-CVTag $project | Out-Host

$stored = @($results | Where-Object IsStored).Count
"$stored of $($results.Count) pictures are in project '$($project.Name)' ($($project.Id))."
"The service kept them in $($service.DataPath)."
$service | Stop-CVLocalService

if ($stored -ne 36) { exit 1 }
