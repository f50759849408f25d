# What the files here have in common; each of them takes it in with: . "$PSScriptRoot/Paths.ps1"
#
# They test out/CustomVision, or the copy of the module in the folder that the environment variable CUSTOMVISION_MODULE
# names, such as one that was unpacked from a package.

function Get-Root {
    Split-Path (Split-Path $PSScriptRoot)
}

function Get-ModulePath {
    if ($env:CUSTOMVISION_MODULE) { $env:CUSTOMVISION_MODULE } else { Join-Path (Get-Root) 'out/CustomVision' }
}

function Get-Texture([string] $Tag, [string] $Set = 'train') {
    Get-ChildItem (Join-Path (Get-Root) "samples/textures/$Set/$Tag/*.jpg")
}

# The text of a SecureString, in Windows PowerShell too.
function Get-PlainText([securestring] $Secret) {
    [System.Net.NetworkCredential]::new('', $Secret).Password
}

# Runs a script in a process of its own, by the same PowerShell, and gives the lines that it wrote. $module is the path of
# the module there. What it writes as an error fails the test.
function Invoke-Fresh([string] $Script, [string] $Module = (Get-ModulePath)) {
    $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
    Set-Content -LiteralPath $file -Encoding utf8 -Value "param(`$module)`n`$ErrorActionPreference = 'Stop'`n$Script"
    $shell = (Get-Process -Id $PID).Path
    $arguments = @('-NoProfile', '-NonInteractive', '-File', $file, $Module)
    if ($PSVersionTable.PSEdition -eq 'Desktop') { $arguments = @('-ExecutionPolicy', 'Bypass') + $arguments }
    if ((Split-Path $shell -Leaf) -match '^dotnet') { $arguments = @(Join-Path $PSHOME 'pwsh.dll') + $arguments } # a .NET tool
    $colour = $env:NO_COLOR
    $env:NO_COLOR = '1' # what is compared is the text
    try { $lines = & $shell @arguments 2>&1 | ForEach-Object { "$_" } }
    finally { $env:NO_COLOR = $colour }
    if ($LASTEXITCODE -ne 0) { throw "It ended with exit code ${LASTEXITCODE}: $($lines -join [Environment]::NewLine)" }
    $lines
}

# Starts a script in a runspace of its own with the module imported; the caller stops it or waits for it.
function Invoke-Beside([string] $Script, [hashtable] $Variables) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript('param($module, $given) Import-Module $module; $given.GetEnumerator() | ForEach-Object { Set-Variable $_.Key $_.Value }', $false)
    $null = $shell.AddArgument((Get-ModulePath)).AddArgument($Variables).Invoke()
    $shell.Commands.Clear()
    $null = $shell.AddScript($Script, $false)
    [pscustomobject]@{ Shell = $shell; Running = $shell.BeginInvoke() }
}
