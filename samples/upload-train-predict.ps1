<#
.SYNOPSIS
Uploads tagged images, trains the project, and predicts the tags of other images.

.DESCRIPTION
The script creates the project if it does not exist, uploads the images below -TrainFolder with the names of their folders as
tags, trains the project, makes the new iteration the default, and predicts the images below -PredictFolder.

Run the script again with more images to train the project with them too. If nothing has changed since the last training, the
script only predicts.

The script uses the connection of the session, or the environment variables VISION_TRAINING_ENDPOINT, VISION_TRAINING_KEY and
VISION_PREDICTION_KEY.

.PARAMETER TrainFolder
The folder with the images to train with. It has one subfolder per tag. The service needs at least two tags with at least five
images each.

.PARAMETER PredictFolder
The folder with the images to predict.

.PARAMETER Project
The name of the project.

.EXAMPLE
./upload-train-predict.ps1 ./photos ./new surfaces

Shows the most probable tag of each image in ./new.

.EXAMPLE
./upload-train-predict.ps1 ./photos ./new surfaces | Where-Object Probability -LT 0.8

Shows only the predictions with a probability below 80 %.

.OUTPUTS
CustomVision.Models.ImagePredictionResult. One per image in -PredictFolder, with Path, Tag, Probability, Predictions and more.
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

# An image that the service refuses is an error. The training uses the other images.
$null = Get-ChildItem -LiteralPath $TrainFolder -Recurse -File | Where-Object Extension -In $images |
    Add-CVTrainingImage -ProjectId $target -TagFromFolder -CreateTag -ErrorAction Continue

# If no image is new, the iteration that was trained last is used.
$null = Start-CVTraining $target -PublishAs latest -WhenUnchanged UseLatest

Get-ChildItem -LiteralPath $PredictFolder -Recurse -File | Where-Object Extension -In $images |
    Invoke-CVPrediction -ProjectId $target -PublishedName latest -ErrorAction Continue
