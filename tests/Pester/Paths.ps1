# Functions that the test files share. Each file loads them with: . "$PSScriptRoot/Paths.ps1"
#
# The tests use the module in out/CustomVision, or the one in the folder that the environment variable CUSTOMVISION_MODULE
# names, such as an unpacked package.

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

# The program and the first arguments that start this PowerShell again. A PowerShell that is installed as a .NET tool runs in dotnet.
function Get-Shell {
    $program = (Get-Process -Id $PID).Path
    if ((Split-Path $program -Leaf) -match '^dotnet') { $program; Join-Path $PSHOME 'pwsh.dll' } else { $program }
    '-NoProfile', '-NonInteractive'
    if ($PSVersionTable.PSEdition -eq 'Desktop') { '-ExecutionPolicy', 'Bypass' }
}

# Runs a script in a new process of the same PowerShell and returns the lines that it wrote. The script finds the path of the
# module in $module. An error that the script writes fails the test.
function Invoke-Fresh([string] $Script, [string] $Module = (Get-ModulePath)) {
    $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
    Set-Content -LiteralPath $file -Encoding utf8 -Value "param(`$module)`n`$ErrorActionPreference = 'Stop'`n$Script"
    $program, $arguments = Get-Shell
    $colour = $env:NO_COLOR
    $env:NO_COLOR = '1' # the tests compare the text
    try { $lines = & $program @arguments -File $file $Module 2>&1 | ForEach-Object { "$_" } }
    finally { $env:NO_COLOR = $colour }
    if ($LASTEXITCODE -ne 0) { throw "The script ended with exit code ${LASTEXITCODE}: $($lines -join [Environment]::NewLine)" }
    $lines
}

# Starts a script in a new runspace that has imported the module. The caller stops the script or waits for it.
function Invoke-Beside([string] $Script, [hashtable] $Variables) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript('param($module, $given) Import-Module $module; $given.GetEnumerator() | ForEach-Object { Set-Variable $_.Key $_.Value }', $false)
    $null = $shell.AddArgument((Get-ModulePath)).AddArgument($Variables).Invoke()
    $shell.Commands.Clear()
    $null = $shell.AddScript($Script, $false)
    [pscustomobject]@{ Shell = $shell; Running = $shell.BeginInvoke() }
}
