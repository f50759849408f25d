# The progress bar: there while it takes a while, and gone at the end.

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory
    $script:files = @((Get-Texture *).FullName)
    # Each request takes longer than the bar waits before it shows.
    $null = Add-CVLocalFault CreateImagesFromData -Delay 0.7
}

AfterAll {
    Stop-CVLocalService $script:service
    Remove-Module CustomVision
}

Describe 'The progress of an upload' {
    BeforeAll {
        function Invoke-Upload([string] $Options) {
            $run = Invoke-Beside "`$files | Add-CVTrainingImage -ProjectId `$project -Connection `$connection $Options" @{
                files = $script:files; project = New-CVProject ([guid]::NewGuid()); connection = Get-CVConnection
            }
            try {
                $run.Shell.EndInvoke($run.Running).Count | Should -Be 36
                @($run.Shell.Streams.Progress)
            }
            finally {
                $run.Shell.Dispose()
            }
        }
    }

    It 'tells images, bytes and rate, and closes itself' {
        $records = Invoke-Upload '-BatchSize 12 -ThrottleLimit 1'
        $records.Count | Should -BeGreaterThan 1
        $records[0].StatusDescription | Should -Match '^\d+ of \d+ images, .* MB, .* per second'
        $records.PercentComplete | ForEach-Object { $_ | Should -BeIn (-1..100) }
        @($records | Where-Object RecordType -EQ Completed).Count | Should -Be 1
        $records[-1].RecordType | Should -Be Completed
    }

    It 'is not shown where the user wants none' {
        $run = Invoke-Beside '$ProgressPreference = "SilentlyContinue"; $files | Add-CVTrainingImage -ProjectId $project -Connection $connection' @{
            files = $script:files; project = New-CVProject ([guid]::NewGuid()); connection = Get-CVConnection
        }
        try {
            $run.Shell.EndInvoke($run.Running).Count | Should -Be 36
            @($run.Shell.Streams.Progress | Where-Object Activity -Like '*images*').Count | Should -Be 0
        }
        finally {
            $run.Shell.Dispose()
        }
    }
}
