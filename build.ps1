<#
.SYNOPSIS
Builds, tests and packages CustomVision.

.DESCRIPTION
Each task is one command that can be run by hand as well:

    Build      dotnet build
    Test       dotnet test, then Invoke-Pester -Path tests/Pester
    Help       dotnet run --project src/CustomVision.Help
    Package    zips the module in out/CustomVision
    Clean      dotnet clean, then removes out/

The script works from any folder. It downloads no code; dotnet itself restores the packages that the projects name.
It ends with exit code 0 when all went well, and with 1 when anything failed.

.PARAMETER Task
What to do: Build, Test, Help, Package or Clean. Default: Build.

Build leaves the module, exactly as shipped, in out/CustomVision.

Test runs what needs no PowerShell (dotnet test), then the Pester suite, in a process of its own, since a session
cannot load a module a second time after it has been rebuilt. Without Pester 5 or later the suite is reported as not
run; that is no failure.

Help makes docs/en-US/CustomVision.PowerShell.dll-Help.xml, which Get-Help reads, from the pages beside it. The next
build stages it.

Package builds first, then writes out/CustomVision-<version>.zip with the version of the manifest.

Clean removes what was built. What is kept in out/ beside it, such as the data of the Quickstart, goes too.

.PARAMETER Configuration
How to compile: Debug or Release. Default: Release for Package, Debug for the others.

.EXAMPLE
./build.ps1

Builds.

.EXAMPLE
./build.ps1 Test

Runs all tests that can be run here.

.EXAMPLE
./build.ps1 Package

Writes the zip. Unpacked into a folder of $env:PSModulePath, it can be imported by its name.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Help', 'Package', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

if (-not $Configuration) {
    $Configuration = if ($Task -eq 'Package') { 'Release' } else { 'Debug' }
}

$root = $PSScriptRoot
$out = Join-Path $root 'out'
$module = Join-Path $out 'CustomVision'
$failures = [System.Collections.Generic.List[string]]::new()

function Invoke-Step {
    param([string] $Program, [string[]] $Arguments)

    "> $Program $Arguments"
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program $($Arguments[0]) ended with exit code $LASTEXITCODE." }
}

function Invoke-Build {
    Invoke-Step dotnet @('build', '--configuration', $Configuration)
}

function Test-WithPester {
    $pester = Get-Module -ListAvailable -Name Pester | Sort-Object Version | Select-Object -Last 1
    if (-not $pester -or $pester.Version.Major -lt 5) {
        'Pester suite: not run (Pester 5 or later is not installed)'
        return
    }
    $suite = Join-Path $root 'tests' | Join-Path -ChildPath 'Pester'
    if (-not (Get-ChildItem $suite -Recurse -Filter *.Tests.ps1 -ErrorAction Ignore)) {
        'Pester suite: not run (there are no tests in tests/Pester yet)'
        return
    }

    # What went wrong outside a test - a file that does not parse, a failed BeforeAll - counts as well, and so does a suite
    # in which nothing ran.
    $script = @'
param($Pester, $Suite)
$ErrorActionPreference = 'Stop'
Import-Module $Pester
$settings = New-PesterConfiguration
$settings.Run.Path = $Suite
$settings.Run.PassThru = $true
$settings.Output.Verbosity = 'Normal'
$run = Invoke-Pester -Configuration $settings
if ($run.Result -ne 'Passed' -or $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount -gt 0) { exit 1 }
if ($run.PassedCount -eq 0) { 'No test ran.'; exit 1 }
exit 0
'@
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "$([guid]::NewGuid()).ps1"
    Set-Content -LiteralPath $file -Value $script -Encoding utf8
    try {
        # The PowerShell that runs this script; installed as a .NET tool, it is run by dotnet.
        $shell = (Get-Process -Id $PID).Path
        $arguments = @('-NoProfile', '-NonInteractive', '-File', $file, $pester.Path, $suite)
        if ($PSVersionTable.PSEdition -eq 'Desktop') { $arguments = @('-ExecutionPolicy', 'Bypass') + $arguments }
        if ([System.IO.Path]::GetFileNameWithoutExtension($shell) -eq 'dotnet') { $arguments = @(Join-Path $PSHOME 'pwsh.dll') + $arguments }
        '> Invoke-Pester -Path tests/Pester'
        & $shell @arguments
        if ($LASTEXITCODE -ne 0) { throw "The Pester suite ended with exit code $LASTEXITCODE." }
    }
    finally {
        Remove-Item -LiteralPath $file
    }
}

function Invoke-Test {
    # Both suites run, whatever becomes of the first: who fixes one wants to know of the other.
    try { Invoke-Step dotnet @('test', '--configuration', $Configuration) }
    catch { $failures.Add("$_") }
    try { Test-WithPester }
    catch { $failures.Add("$_") }
}

function New-Help {
    Invoke-Step dotnet @('run', '--project', 'src/CustomVision.Help', '--configuration', $Configuration)
}

function Invoke-Package {
    Invoke-Build
    $version = (Import-PowerShellDataFile (Join-Path $module 'CustomVision.psd1')).ModuleVersion
    $package = Join-Path $out "CustomVision-$version.zip"
    if (Test-Path -LiteralPath $package) { Remove-Item -LiteralPath $package }

    # Windows PowerShell does not have it loaded.
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    [System.IO.Compression.ZipFile]::CreateFromDirectory(
        $module, $package, [System.IO.Compression.CompressionLevel]::Optimal, $true) # with the folder itself
    '{0} ({1:N1} MB)' -f $package, ((Get-Item -LiteralPath $package).Length / 1MB)
}

function Clear-Build {
    Invoke-Step dotnet @('clean', '--configuration', $Configuration)
    if (Test-Path -LiteralPath $out) { Remove-Item -LiteralPath $out -Recurse -Force }
}

Push-Location -LiteralPath $root
try {
    switch ($Task) {
        Build { Invoke-Build }
        Test { Invoke-Test }
        Help { New-Help }
        Package { Invoke-Package }
        Clean { Clear-Build }
    }
}
catch {
    $failures.Add("$_")
}
finally {
    Pop-Location
}

foreach ($failure in $failures) {
    "Failed: $failure"
}
exit $(if ($failures.Count) { 1 } else { 0 })
