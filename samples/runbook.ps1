<#
.SYNOPSIS
A runbook for Azure Automation that uploads new images from a folder or a blob container to a project.

.DESCRIPTION
The runbook uploads images with the names of their folders as tags. With -Train, it trains the project if there are new
images. The service identifies images by their content and stores no image twice, so you can schedule the runbook for the same
folder or container.

The runbook signs in with the managed identity of the Automation account. It has no key or secret and shows no prompts. Azure
Automation sets IDENTITY_ENDPOINT and IDENTITY_HEADER, from which the runbook gets its tokens. The identity needs these roles:

    Cognitive Services Custom Vision Contributor   on the training resource
    Storage Blob Data Reader                       on the container, for -ContainerUrl

The container can be private. The runbook downloads one blob at a time with the same identity to a temporary folder, and
deletes the file when the service has responded. You need neither a SAS nor public access.

The output is one summary. If an image failed, the runbook ends with an error after the summary. The error says how many
images failed and why the first one did. Azure Automation then shows the job as Failed, which can trigger an alert.

.PARAMETER Endpoint
The endpoint of the training resource with its custom subdomain, such as https://my-vision.cognitiveservices.azure.com/.
Regional endpoints do not accept tokens.

.PARAMETER Project
The name or id of the project.

.PARAMETER Folder
The folder to upload from, for a Hybrid Runbook Worker.

.PARAMETER ContainerUrl
The blob container to upload from, such as https://mystore.blob.core.windows.net/photos. The folder in the name of a blob
names its tag: brick/wall.jpg gets the tag brick. A blob without a folder gets the name of the container as its tag.

.PARAMETER Prefix
Uploads only blobs whose names start with this text, such as brick/.

.PARAMETER ClientId
The client id of a user-assigned identity. The default is the system-assigned identity of the Automation account.

.PARAMETER Train
Trains the project if the runbook stored new images, and publishes the new iteration under the name production.

.EXAMPLE
./runbook.ps1 -Endpoint https://my-vision.cognitiveservices.azure.com/ -Project surfaces -Folder D:\photos

Uploads a folder on a Hybrid Runbook Worker.

.EXAMPLE
Start-AzAutomationRunbook -Name Upload-Images -AutomationAccountName a -ResourceGroupName g -Parameters @{
    Endpoint = 'https://my-vision.cognitiveservices.azure.com/'; Project = 'surfaces'
    ContainerUrl = 'https://mystore.blob.core.windows.net/photos'; Train = $true }

Starts the runbook in Azure for a container.

.OUTPUTS
One object with Project, Images, Stored (new images), Duplicates, Failed, Iteration (the name of the new iteration, if the
project was trained) and Failures, with Image, Status and Message.

.NOTES
Requires PowerShell 7.4 and the module CustomVision in the runtime environment of the Automation account. The
runbook does not renew the token for the storage account, which is valid for several hours. Upload a very large collection in
parts, with -Prefix. With -Train, the variable VISION_PREDICTION_RESOURCE_ID must contain the id of the prediction resource.
#>
#Requires -Modules CustomVision
[CmdletBinding(DefaultParameterSetName = 'Folder')]
param(
    [Parameter(Mandatory)]
    [string] $Endpoint,

    [Parameter(Mandatory)]
    [string] $Project,

    [Parameter(Mandatory, ParameterSetName = 'Folder')]
    [string] $Folder,

    [Parameter(Mandatory, ParameterSetName = 'Container')]
    [uri] $ContainerUrl,

    [Parameter(ParameterSetName = 'Container')]
    [string] $Prefix,

    [string] $ClientId,

    [switch] $Train
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$ConfirmPreference = 'None'
$extensions = '.jpg', '.jpeg', '.png', '.bmp', '.gif'

function Get-IdentityToken {
    param([string] $Resource, [string] $ClientId)

    if (-not $env:IDENTITY_ENDPOINT) { throw 'There is no managed identity: IDENTITY_ENDPOINT is not set. Turn the identity on under Identity of the Automation account.' }
    $query = "api-version=2019-08-01&resource=$([uri]::EscapeDataString($Resource))"
    if ($ClientId) { $query += "&client_id=$([uri]::EscapeDataString($ClientId))" }
    $headers = @{ 'X-IDENTITY-HEADER' = $env:IDENTITY_HEADER; Metadata = 'True' }
    $answer = Invoke-RestMethod -Uri "$($env:IDENTITY_ENDPOINT)?$query" -Headers $headers
    if (-not $answer.access_token) { throw "The managed identity returned no token for $Resource." }
    $answer.access_token
}

function Get-Image {
    param([string] $Folder, [string[]] $Extension)

    Get-ChildItem -LiteralPath $Folder -Recurse -File | Where-Object Extension -In $Extension |
        ForEach-Object { [pscustomobject]@{ LiteralPath = $_.FullName; Tag = $_.Directory.Name; Name = $_.FullName } }
}

function Get-BlobName {
    param([string] $Container, [string] $Prefix, [hashtable] $Headers)

    $marker = ''
    do {
        $query = "restype=container&comp=list&prefix=$([uri]::EscapeDataString($Prefix))&marker=$([uri]::EscapeDataString($marker))"
        # The response starts with a byte order mark, which a cast of the text to XML does not accept.
        $answer = Invoke-WebRequest -Uri "${Container}?$query" -Headers $Headers -UseBasicParsing
        $list = [xml]::new()
        $list.Load($answer.RawContentStream)
        $list.SelectNodes('/EnumerationResults/Blobs/Blob/Name') | ForEach-Object InnerText
        $marker = $list.EnumerationResults.NextMarker
    } while ($marker)
}

# Downloads each blob when the pipeline needs it.
function Save-Blob {
    param([string] $Container, [string] $Prefix, [string[]] $Extension, [string] $Destination, [string] $Token)

    $headers = @{ Authorization = "Bearer $Token"; 'x-ms-version' = '2020-10-02' }
    $number = 0
    foreach ($name in Get-BlobName -Container $Container -Prefix $Prefix -Headers $headers) {
        $type = [System.IO.Path]::GetExtension($name)
        if ($type -notin $Extension) { continue }
        $number++
        $file = Join-Path $Destination "$number$type"
        $parts = $name -split '/'
        $address = ($parts | ForEach-Object { [uri]::EscapeDataString($_) }) -join '/'
        Invoke-WebRequest -Uri "$Container/$address" -Headers $headers -OutFile $file -UseBasicParsing
        [pscustomobject]@{ LiteralPath = $file; Tag = (@(($Container -split '/')[-1]) + $parts)[-2]; Name = $name }
    }
}

# The module renews the token of the identity before it expires.
$identity = @{ Identity = $true }
if ($ClientId) { $identity.ClientId = $ClientId }
Connect-CVService -Endpoint $Endpoint @identity

$counts = @{ Stored = 0; Duplicates = 0 }
$failures = [System.Collections.Generic.List[object]]::new()
$names = @{}
$temporary = (New-Item -ItemType Directory -Path (Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid()))).FullName
try {
    $source = if ($Folder) { { Get-Image -Folder $Folder -Extension $extensions } }
    else {
        $options = @{
            Container   = $ContainerUrl.AbsoluteUri.TrimEnd('/')
            Prefix      = $Prefix
            Extension   = $extensions
            Destination = $temporary
            Token       = Get-IdentityToken -Resource 'https://storage.azure.com/' -ClientId $ClientId
        }
        { Save-Blob @options }
    }

    & $source |
        ForEach-Object { $names[$_.LiteralPath] = $_.Name; $_ } |
        Add-CVTrainingImage -ProjectId $Project -CreateTag -ErrorAction SilentlyContinue |
        ForEach-Object {
            if ($_.Status -eq 'OK') { $counts.Stored++ }
            elseif ($_.IsStored) { $counts.Duplicates++ }
            else { $failures.Add([pscustomobject]@{ Image = $names[$_.Path]; Status = $_.Status; Message = $_.Message }) }
            $names.Remove($_.Path)
            if (-not $Folder) { Remove-Item -LiteralPath $_.Path }
        }
}
finally {
    Remove-Item -LiteralPath $temporary -Recurse -Force
}

$iteration = if ($Train -and $counts.Stored) { Start-CVTraining $Project -PublishAs production }

$total = $counts.Stored + $counts.Duplicates + $failures.Count
[pscustomobject]@{
    Project    = $Project
    Images     = $total
    Stored     = $counts.Stored
    Duplicates = $counts.Duplicates
    Failed     = $failures.Count
    Iteration  = $iteration.Name
    Failures   = $failures.ToArray()
}
if ($failures.Count) {
    throw "$($failures.Count) of $total images failed. The first: $($failures[0].Image): $($failures[0].Status): $($failures[0].Message)"
}
