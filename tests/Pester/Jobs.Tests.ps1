# Connections in jobs and in files.

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory
    $script:key = Get-PlainText $script:service.TrainingKey
    $script:project = New-CVProject jobs
    $script:connection = Get-CVConnection
    $script:isProtected = $env:OS -eq 'Windows_NT' # Export-Clixml encrypts keys only there
    $script:file = Join-Path $TestDrive connection.xml
    $script:connection | Export-Clixml $script:file
}

AfterAll {
    Stop-CVLocalService $script:service
    Remove-Module CustomVision
}

Describe 'A connection' {
    It 'works in a job, with its keys' {
        $module = Get-ModulePath
        $c = $script:connection
        $shown = Start-Job {
            Import-Module $using:module
            (Get-CVProject -Connection $using:c).Name
            $c = [CustomVision.Http.CustomVisionConnection] $using:c
            "$($c.TrainingEndpoint) $($c.HasTrainingKey) $($c.HasPredictionKey) $($c.HasAccessToken) $($c.Timeout) $($c.MaxRetry) $($c.Source)"
        } | Receive-Job -Wait -AutoRemoveJob
        $shown[0] | Should -Be jobs
        $shown[1] | Should -Be "$($c.TrainingEndpoint) True True False $($c.Timeout) $($c.MaxRetry) $($c.Source)"
    }

    It 'is in no file with a key in clear text, in no encoding' {
        $text = Get-Content $script:file -Raw
        $text | Should -BeLike '*TrainingEndpoint*'
        $text | Should -Not -BeLike "*$($script:key)*"
        $hexadecimal = [BitConverter]::ToString([Text.Encoding]::Unicode.GetBytes($script:key)) -replace '-'
        $text | Should -Not -BeLike "*$hexadecimal*"
        $text | Should -Not -BeLike "*$([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($script:key)))*"
        [System.Management.Automation.PSSerializer]::Serialize($script:connection) | Should -Not -BeLike "*$hexadecimal*"
    }

    It 'from a file names the missing key' -Skip:($env:OS -eq 'Windows_NT') {
        $read = Import-Clixml $script:file
        $read.TrainingEndpoint | Should -Be $script:connection.TrainingEndpoint
        { Get-CVProject -Connection $read } | Should -Throw -ErrorId 'NoTrainingKey,*'
        { Invoke-CVPrediction a.jpg -ProjectId $script:project.Id -Connection $read } | Should -Throw -ErrorId 'NoPredictionKey,*'
    }

    It 'from a file has its key on Windows, or the key of the environment variable' {
        $before = $env:VISION_TRAINING_KEY
        if (-not $script:isProtected) { $env:VISION_TRAINING_KEY = $script:key }
        try { (Get-CVProject -Connection (Import-Clixml $script:file)).Name | Should -Be jobs }
        finally { $env:VISION_TRAINING_KEY = $before }
    }

    It 'is not taken from another object' {
        { Get-CVProject -Connection 'https://x.example/' } | Should -Throw "*is not a connection*"
    }
}
