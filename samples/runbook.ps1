<#
.SYNOPSIS
A runbook for Azure Automation: brings new images from a folder or a blob container into a project.

.DESCRIPTION
Uploads images with the names of their folders as tags, and, with -Train, has the project learn from what is new. What the
project has already is recognised by its content, so the runbook can run on a schedule over the same folder or container.

It signs in with the managed identity of the Automation account, holds no key or secret, and asks nobody anything. Where
the identity comes from, IDENTITY_ENDPOINT and IDENTITY_HEADER, is set by Azure Automation. The identity needs the role

    Cognitive Services Custom Vision Contributor   on the training resource
    Storage Blob Data Reader                       on the container, for -ContainerUrl

A container may be private: each blob is fetched with the same identity, one after the other, into a temporary folder,
and leaves it as soon as the service has answered. Neither a SAS nor public access is needed.

The output is one summary. When an image failed, the runbook ends with an error that says how many and which, after the
summary: Azure Automation shows the job as Failed, which an alert can wait for.

.PARAMETER Endpoint
The address of the training resource, with its own subdomain, such as https://my-vision.cognitiveservices.azure.com/. The
regional addresses do not take tokens.

.PARAMETER Project
The project, by its name or id.

.PARAMETER Folder
The folder to upload from, for a Hybrid Runbook Worker.

.PARAMETER ContainerUrl
The blob container to upload from, such as https://mystore.blob.core.windows.net/photos. The folder in the name of a blob
names its tag: the image brick/wall.jpg gets the tag brick. One in no folder gets the name of the container.

.PARAMETER Prefix
Only blobs whose names begin so, such as brick/.

.PARAMETER ClientId
The client id of a user-assigned identity. Default: the identity of the Automation account itself.

.PARAMETER Train
Trains the project when images came in, and has the new iteration predict.

.EXAMPLE
./runbook.ps1 -Endpoint https://my-vision.cognitiveservices.azure.com/ -Project surfaces -Folder D:\photos

What a Hybrid Runbook Worker does with this runbook.

.EXAMPLE
Start-AzAutomationRunbook -Name Upload-Images -AutomationAccountName a -ResourceGroupName g -Parameters @{
    Endpoint = 'https://my-vision.cognitiveservices.azure.com/'; Project = 'surfaces'
    ContainerUrl = 'https://mystore.blob.core.windows.net/photos'; Train = $true }

Starts it in Azure, over a container.

.OUTPUTS
One object: Project, Images, Stored (new in the project), Duplicates, Failed, Iteration (the name of the new one, when
it was trained) and Failures, with Image, Status and Message.

.NOTES
Needs PowerShell 7.4, and CustomVision among the modules of the Automation account's runtime environment. A token of a managed
identity lives for hours, and is not renewed: bring large collections in by parts, with -Prefix.
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

    if (-not $env:IDENTITY_ENDPOINT) { throw 'There is no managed identity here: IDENTITY_ENDPOINT is not set. Switch it on under Identity of the Automation account.' }
    $query = "api-version=2019-08-01&resource=$([uri]::EscapeDataString($Resource))"
    if ($ClientId) { $query += "&client_id=$([uri]::EscapeDataString($ClientId))" }
    $headers = @{ 'X-IDENTITY-HEADER' = $env:IDENTITY_HEADER; Metadata = 'True' }
    $answer = Invoke-RestMethod -Uri "$($env:IDENTITY_ENDPOINT)?$query" -Headers $headers
    if (-not $answer.access_token) { throw "The managed identity gave no token for $Resource." }
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
        # The answer begins with a byte order mark, which a conversion of the text would stumble over.
        $answer = Invoke-WebRequest -Uri "${Container}?$query" -Headers $Headers -UseBasicParsing
        $list = [xml]::new()
        $list.Load($answer.RawContentStream)
        $list.SelectNodes('/EnumerationResults/Blobs/Blob/Name') | ForEach-Object InnerText
        $marker = $list.EnumerationResults.NextMarker
    } while ($marker)
}

# Fetches each blob when the pipeline asks for it.
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

Connect-CVService -Endpoint $Endpoint -AccessToken (Get-IdentityToken -Resource 'https://cognitiveservices.azure.com/' -ClientId $ClientId)

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

$iteration = if ($Train -and $counts.Stored) { Start-CVTraining $Project -Wait -SetDefault }

$total = $counts.Stored + $counts.Duplicates + $failures.Count
[pscustomobject]@{
    Project    = $Project
    Images   = $total
    Stored     = $counts.Stored
    Duplicates = $counts.Duplicates
    Failed     = $failures.Count
    Iteration  = $iteration.Name
    Failures   = $failures.ToArray()
}
if ($failures.Count) {
    throw "$($failures.Count) of $total images failed. The first: $($failures[0].Image): $($failures[0].Status): $($failures[0].Message)"
}
