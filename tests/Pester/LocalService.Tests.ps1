# The local service as a testing tool, in a real PowerShell session. Build first (dotnet build), then: Invoke-Pester tests/Pester

# The example of about_CustomVision_LocalService, as it stands.
. "$PSScriptRoot/../../samples/testing/Publish-Photo.Tests.ps1"

Describe 'Start-CVLocalService' {
    BeforeAll {
        . "$PSScriptRoot/Paths.ps1"
    }

    It 'leaves no service behind when its PowerShell is killed' {
        $command = "Import-Module '$(Get-ModulePath)'; (Start-CVLocalService -InMemory).ProcessId; Start-Sleep 600"
        $program, $arguments = Get-Shell
        $start = [Diagnostics.ProcessStartInfo]::new($program)
        # Windows PowerShell 5.1 has no ArgumentList.
        $start.Arguments = "$arguments -Command `"$command`""
        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $true
        $owner = [Diagnostics.Process]::Start($start)
        $child = Get-Process -Id $owner.StandardOutput.ReadLine()

        $owner.Kill()

        $child.WaitForExit(10000) | Should -BeTrue
    }

    It 'starts another at the port of one that was stopped' {
        $first = Start-CVLocalService -InMemory -NoConnect
        Stop-CVLocalService -Endpoint $first.Endpoint
        $second = Start-CVLocalService -InMemory -NoConnect -Port $first.Endpoint.Port
        $second.Endpoint | Should -Be $first.Endpoint
        $second | Stop-CVLocalService
    }

    It 'says what to do when the user has no folder for data' -Skip:($env:OS -eq 'Windows_NT') {
        $data = $env:XDG_DATA_HOME
        Set-Content (Join-Path $TestDrive file) 'no folder'
        $env:XDG_DATA_HOME = Join-Path $TestDrive file/data
        try { Start-CVLocalService -ErrorAction Stop } catch { $failure = $_ } finally { $env:XDG_DATA_HOME = $data }
        $failure.FullyQualifiedErrorId | Should -BeLike 'LocalServiceFailed,*'
        $failure.ErrorDetails.RecommendedAction | Should -Be 'Choose another folder with -DataPath; -InMemory needs no folder.'
    }
}

Describe 'Stop-CVLocalService' {
    BeforeAll {
        . "$PSScriptRoot/Paths.ps1"
    }

    It 'stops the only service of its process, and none of several' {
        $shown = Invoke-Fresh '
            Import-Module $module
            Stop-CVLocalService 3>&1
            $null = Start-CVLocalService -InMemory
            Stop-CVLocalService
            @(Get-CVLocalService).Count
            $null = Start-CVLocalService -InMemory; $null = Start-CVLocalService -InMemory
            try { Stop-CVLocalService } catch { $_.FullyQualifiedErrorId }
            @(Get-CVLocalService).Count
            Get-CVLocalService | Stop-CVLocalService'
        $shown | Should -Be 'WARNING: This process has no running local service.', '0', 'LocalServiceNotUnique,CustomVision.PowerShell.Commands.LocalServices.StopLocalServiceCommand', '2'
    }
}

Describe 'Faults' {
    BeforeAll { $script:service = Start-CVLocalService -InMemory }
    AfterAll { $script:service | Stop-CVLocalService }

    It 'are objects that go down the pipeline and show as a table' {
        Add-CVLocalFault Get* 503 -Count 2 -Delay 0.01 | Out-Null
        $lines = Get-CVLocalFault | Out-String -Width 100 -Stream | Where-Object { $_ }
        ($lines[0].Trim() -split '\s+') -join ' ' | Should -Be 'Id Operation Effect Met When'
        $lines[2] | Should -BeLike '*Get`**delay 0.01 s, 503*0*2 times*'
        Get-CVLocalFault | Remove-CVLocalFault
        Get-CVLocalFault | Should -BeNullOrEmpty
    }

    It 'refuse what does not go together before anything is sent' {
        { Add-CVLocalFault GetDomains 500 -Drop AfterBody } | Should -Throw -ErrorId 'PositionalParameterNotFound,*'
    }

    It 'are never set on another machine' {
        $elsewhere = [CustomVision.Http.CustomVisionConnection]::new('https://customvision.invalid/', [CustomVision.Http.Secret]::From('0123456789abcdef'))
        { Add-CVLocalFault * 500 -Connection $elsewhere } | Should -Throw -ErrorId 'NotALocalService,*'
        { Reset-CVLocalService -Connection $elsewhere -Confirm:$false } | Should -Throw -ErrorId 'NotALocalService,*'
    }
}
