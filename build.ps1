<#
.SYNOPSIS
Builds, tests and packages CustomVision.

.DESCRIPTION
You can also run the command of each task yourself:

    Build      dotnet build
    Test       dotnet test
    Pester     tests/Pester/Invoke-Suite.ps1, in the PowerShell that runs this script
    Analyze    Invoke-ScriptAnalyzer, for each script of the project and the manifest
    Package    dotnet pack src/CustomVision.Package
    Clean      dotnet clean, then removes out/

You can run the script from any folder. It downloads nothing; dotnet restores the packages and tools that the project names.
The exit code is 0 when the task succeeded and 1 when it failed.

.PARAMETER Task
The task: Build, Test, Pester, Analyze, Package or Clean. The default is Build.

Build writes the module, exactly as shipped, to out/CustomVision.

Test runs all tests. The Pester suite runs in the PowerShell of .config/dotnet-tools.json.

Pester runs only the Pester suite, in the edition of PowerShell that runs this script, so that it can run in Windows
PowerShell 5.1 too. Build first: the build restores Pester. The suite runs in a new process because a session can't load a
rebuilt module a second time. The environment variable CUSTOMVISION_MODULE names another copy of the module to test, such as
an unpacked package.

Analyze checks the scripts and the manifest against the default rules of PSScriptAnalyzer. It fails if that module is not
installed.

Package builds the modules CustomVision and CustomVision.LocalService. It writes a package for the PowerShell Gallery
(<module>.<version>.nupkg) and a zip file (<module>-<version>.zip) of each to out/. The version comes from the manifest.

Clean removes the build output. It also removes everything else in out/, such as the data of the Quickstart.

.PARAMETER Configuration
Debug or Release. The default is Release for Package and Debug for the other tasks.

.EXAMPLE
./build.ps1

Builds the module.

.EXAMPLE
./build.ps1 Test

Runs all tests.

.EXAMPLE
./build.ps1 Package

Writes the packages and the zip files. After you unpack a zip file into a folder of $env:PSModulePath, you can import the
module by name.
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

function Invoke-Suite {
    $tested = if ($env:CUSTOMVISION_MODULE) { $env:CUSTOMVISION_MODULE } else { $module }
    if (-not (Test-Path -LiteralPath (Join-Path $tested 'CustomVision.psd1'))) { throw "There is no module in $tested. Build first, or correct CUSTOMVISION_MODULE." }
    $tests = Join-Path $root 'tests'
    $pester = dotnet msbuild (Join-Path $tests 'CustomVision.Pester.Tests') -getProperty:PesterModule
    if ($LASTEXITCODE -ne 0 -or -not (Test-Path -LiteralPath $pester)) { throw 'Pester is not restored. Build first.' }

    # A PowerShell that is installed as a .NET tool runs in dotnet.
    $shell = (Get-Process -Id $PID).Path
    $suite = Join-Path $tests 'Pester' | Join-Path -ChildPath 'Invoke-Suite.ps1'
    $arguments = @('-NoProfile', '-NonInteractive', '-File', $suite, $pester)
    if ($PSVersionTable.PSEdition -eq 'Desktop') { $arguments = @('-ExecutionPolicy', 'Bypass') + $arguments }
    if ([System.IO.Path]::GetFileNameWithoutExtension($shell) -eq 'dotnet') { $arguments = @(Join-Path $PSHOME 'pwsh.dll') + $arguments }
    '> tests/Pester/Invoke-Suite.ps1'
    & $shell @arguments
    if ($LASTEXITCODE -ne 0) { throw "The Pester suite ended with exit code $LASTEXITCODE." }
}

function Invoke-Analyze {
    if (-not (Get-Module -ListAvailable -Name PSScriptAnalyzer)) { throw 'PSScriptAnalyzer is not installed.' }

    # The manifest in out/ has the files that it names beside it.
    $manifest = Join-Path $module 'CustomVision.psd1'
    if (-not (Test-Path -LiteralPath $manifest)) { throw 'Build first: out/CustomVision is missing.' }
    $files = @($PSCommandPath, $manifest) +
        (Get-ChildItem (Join-Path $root 'samples'), (Join-Path $root 'tests') -Recurse -Include *.ps1, *.psm1, *.psd1 |
            Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]').FullName
    $found = @($files | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ })
    $found | Format-List ScriptPath, Line, Severity, RuleName, Message
    if ($found.Count) { throw "PSScriptAnalyzer reported $($found.Count) findings." }
    "PSScriptAnalyzer reported no findings in $($files.Count) files."
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
        Test { Invoke-Step dotnet @('test', '--configuration', $Configuration) }
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
