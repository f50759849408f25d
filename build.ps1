<#
.SYNOPSIS
Builds, tests and packages CustomVision.

.DESCRIPTION
Each task is one command that can be run by hand as well:

    Build      dotnet build
    Test       dotnet test, then Pester
    Pester     Invoke-Pester -Path tests/Pester
    Analyze    Invoke-ScriptAnalyzer, on each script of the project and the manifest
    Package    dotnet pack src/CustomVision.Package
    Clean      dotnet clean, then removes out/

The script works from any folder. It downloads no code; dotnet itself restores the packages that the projects name.
It ends with exit code 0 when all went well, and with 1 when anything failed.

.PARAMETER Task
What to do: Build, Test, Pester, Analyze, Package or Clean. Default: Build.

Build leaves the module, exactly as shipped, in out/CustomVision.

Test runs what needs no PowerShell (dotnet test), then the Pester suite. Without Pester 5 or later the suite is reported as
not run; that is no failure.

Pester runs that suite alone, on what was built before, in a process of its own, since a session cannot load a module a
second time after it has been rebuilt. Without Pester 5 or later it fails. The environment variable CUSTOMVISION_MODULE
names another copy of the module to test, such as one that was unpacked from a package.

Analyze holds the scripts and the manifest against the default rules of PSScriptAnalyzer. Without that module it fails.

Package builds first, then writes a package for the PowerShell Gallery (<module>.<version>.nupkg) and a zip file
(<module>-<version>.zip) of CustomVision and of CustomVision.LocalService to out/.

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

Writes the packages and the zip files. A zip file that is unpacked into a folder of $env:PSModulePath can be imported by its name.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Analyze', 'Package', 'Clean')]
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

# The newest Pester that the suite runs with, or nothing.
function Get-Pester {
    Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version.Major -ge 5 } | Sort-Object Version | Select-Object -Last 1
}

function Invoke-Suite {
    $pester = Get-Pester
    if (-not $pester) { throw 'The Pester suite was not run: Pester 5 or later is not installed.' }
    $tested = if ($env:CUSTOMVISION_MODULE) { $env:CUSTOMVISION_MODULE } else { $module }
    if (-not (Test-Path -LiteralPath (Join-Path $tested 'CustomVision.psd1'))) { throw "Build first, or correct CUSTOMVISION_MODULE: there is no module in $tested." }
    $suite = Join-Path $root 'tests' | Join-Path -ChildPath 'Pester'

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
    if (Get-Pester) {
        try { Invoke-Suite }
        catch { $failures.Add("$_") }
    }
    else {
        'Pester suite: not run (Pester 5 or later is not installed)'
    }
}

function Invoke-Analyze {
    if (-not (Get-Module -ListAvailable -Name PSScriptAnalyzer)) { throw 'Nothing was analyzed: PSScriptAnalyzer is not installed.' }

    # The manifest is analyzed as staged: there the files stand beside it that it names.
    $manifest = Join-Path $module 'CustomVision.psd1'
    if (-not (Test-Path -LiteralPath $manifest)) { throw 'Build first: out/CustomVision is missing.' }
    $files = @($PSCommandPath, $manifest) +
        (Get-ChildItem (Join-Path $root 'samples'), (Join-Path $root 'tests') -Recurse -Include *.ps1, *.psm1, *.psd1 |
            Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]').FullName
    $found = @($files | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ })
    $found | Format-List ScriptPath, Line, Severity, RuleName, Message
    if ($found.Count) { throw "PSScriptAnalyzer found something in $($found.Count) places." }
    "PSScriptAnalyzer found nothing in $($files.Count) files."
}

function Invoke-Package {
    Invoke-Step dotnet @('pack', 'src/CustomVision.Package', '--configuration', $Configuration)
    $version = (Import-PowerShellDataFile (Join-Path $module 'CustomVision.psd1')).ModuleVersion
    foreach ($name in "CustomVision.$version.nupkg", "CustomVision-$version.zip", "CustomVision.LocalService.$version.nupkg", "CustomVision.LocalService-$version.zip") {
        $package = Get-Item -LiteralPath (Join-Path $out $name)
        '{0} ({1:N1} MB)' -f $package.FullName, ($package.Length / 1MB)
    }
}

function Clear-Build {
    foreach ($each in 'Debug', 'Release') { Invoke-Step dotnet @('clean', '--configuration', $each) }
    if (Test-Path -LiteralPath $out) { Remove-Item -LiteralPath $out -Recurse -Force }
}

Push-Location -LiteralPath $root
try {
    switch ($Task) {
        Build { Invoke-Build }
        Test { Invoke-Test }
        Pester { Invoke-Suite }
        Analyze { Invoke-Analyze }
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
