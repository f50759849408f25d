<#
.SYNOPSIS
Runs the test files in this folder.

.DESCRIPTION
Ends with exit code 0 when every test passed and with 1 when a test failed or no test ran.

.PARAMETER Pester
The path of the Pester module.

.PARAMETER ResultPath
A file that receives one line of JSON per test. Without it, the script shows the results.

.PARAMETER ClaimFolder
A folder that several runs share. A run skips the test files that another run has claimed there.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Pester,

    [string] $ResultPath,

    [string] $ClaimFolder
)

$ErrorActionPreference = 'Stop'
Import-Module $Pester
# The file must exist even if other runs have claimed all test files.
if ($ResultPath) { [System.IO.File]::WriteAllText($ResultPath, '') }

function Write-Result([string] $File, [string] $Name, [string] $Result, [object[]] $Reasons) {
    $message = ($Reasons | Where-Object { $_ } | ForEach-Object { "$_`n$($_.ScriptStackTrace)".Trim() }) -join "`n"
    if (-not $message -and $Result -ne 'Passed') { $message = "Pester gave no message for the result $Result." }
    $line = [ordered]@{ File = $File; Name = $Name; Result = $Result; Message = $message } | ConvertTo-Json -Compress
    [System.IO.File]::AppendAllText($ResultPath, "$line`n")
}

$passed = 0
$failed = 0
# The files that take longest come first, so that several runs end at about the same time.
$first = 'Samples', 'Import', 'Package'
$files = Get-ChildItem (Join-Path $PSScriptRoot '*.Tests.ps1') | Sort-Object { $first -notcontains ($_.Name -split '\.')[0] }, Name
foreach ($file in $files) {
    if ($ClaimFolder) {
        try { [System.IO.File]::Open((Join-Path $ClaimFolder "$($file.Name).claim"), 'CreateNew').Dispose() }
        catch [System.IO.IOException] { continue }
    }
    $settings = New-PesterConfiguration
    $settings.Run.Path = $file.FullName
    $settings.Run.PassThru = $true
    $settings.Output.Verbosity = if ($ResultPath) { 'None' } else { 'Normal' }
    $run = Invoke-Pester -Configuration $settings

    # A file that does not parse and a block whose BeforeAll or AfterAll failed count as failures.
    $passed += $run.PassedCount
    $failed += $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
    if ($ResultPath) {
        foreach ($test in $run.Tests) { Write-Result $file.Name $test.ExpandedPath "$($test.Result)" $test.ErrorRecord }
        foreach ($block in $run.FailedBlocks) { Write-Result $file.Name "$($block.ExpandedPath) (block)" Failed $block.ErrorRecord }
        foreach ($container in $run.FailedContainers) { Write-Result $file.Name '(file)' Failed $container.ErrorRecord }
    }
}

if ($failed -gt 0) { exit 1 }
if ($passed -eq 0 -and -not $ClaimFolder) {
    'No test ran.'
    exit 1
}
exit 0
