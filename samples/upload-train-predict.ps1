<#
.SYNOPSIS
From labelled folders to predictions: uploads images, trains the project, and predicts other images.

.DESCRIPTION
Makes the project if there is none of that name, uploads the images below -TrainFolder with the names of their folders
as tags, trains, has the new iteration predict from now on, and predicts the images below -PredictFolder.

Run it again with more images and it learns from them too. When nothing is new since the last training, it goes straight
to predicting.

It uses the connection of the session, or VISION_TRAINING_ENDPOINT, VISION_TRAINING_KEY and VISION_PREDICTION_KEY.

.PARAMETER TrainFolder
The folder with the images to learn from, in subfolders named as the tags are to be. The service wants two tags or more,
and five images or more for each.

.PARAMETER PredictFolder
The folder with the images to predict.

.PARAMETER Project
The name of the project.

.EXAMPLE
./upload-train-predict.ps1 ./photos ./new surfaces

Shows the most probable tag of each image in ./new.

.EXAMPLE
./upload-train-predict.ps1 ./photos ./new surfaces | Where-Object Probability -LT 0.8

Only those that it is unsure of.

.OUTPUTS
CustomVision.Models.ImagePredictionResult. One for each image to predict: Path, Tag, Probability, Predictions and more.
#>
#Requires -Modules CustomVision
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $TrainFolder,

    [Parameter(Mandatory, Position = 1)]
    [string] $PredictFolder,

    [Parameter(Mandatory, Position = 2)]
    [string] $Project
)

$ErrorActionPreference = 'Stop'

$images = '.jpg', '.jpeg', '.png', '.bmp', '.gif'
$target = Get-CVProject | Where-Object Name -EQ $Project
if (-not $target) { $target = New-CVProject $Project }

# An image that the service does not take is told of, and no reason not to learn from the others.
$null = Get-ChildItem -LiteralPath $TrainFolder -Recurse -File | Where-Object Extension -In $images |
    Add-CVTrainingImage -ProjectId $target -TagFromFolder -CreateTag -ErrorAction Continue

try {
    $null = Start-CVTraining $target -Wait -SetDefault
}
catch {
    if ($_.FullyQualifiedErrorId -notlike 'TrainingNotNeeded,*') { throw }
}

Get-ChildItem -LiteralPath $PredictFolder -Recurse -File | Where-Object Extension -In $images |
    Invoke-CVPrediction -ProjectId $target -ErrorAction Continue
