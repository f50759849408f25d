# Tests Publish-Photo.ps1 with the local service. The tests need no subscription and no network, and they can inject faults.
# Build first (dotnet build), then run: Invoke-Pester samples/testing

BeforeAll {
    Import-Module "$PSScriptRoot/../../out/CustomVision"
    $script:publish = "$PSScriptRoot/Publish-Photo.ps1"
    $script:photos = "$PSScriptRoot/../textures/test"
    $script:service = Start-CVLocalService -InMemory
}

AfterAll {
    $script:service | Stop-CVLocalService
}

Describe 'Publish-Photo' {
    BeforeEach {
        Reset-CVLocalService -Service $script:service -Confirm:$false
        Set-CVLocalService -Service $script:service -Profile None
    }

    It 'stores every photo with the name of its folder as the tag' {
        $outcome = & $script:publish $script:photos surfaces

        $outcome.Stored | Should -Be 12
        $outcome.Missing | Should -BeNullOrEmpty
        (Get-CVTag surfaces | Sort-Object Name).Name | Should -Be brick, grass, gravel
        (Get-CVLocalRequest CreateImagesFromData | Measure-Object ImageCount -Sum).Sum | Should -Be 12
    }

    It 'creates no second project and stores nothing twice when it runs again' {
        & $script:publish $script:photos surfaces
        $outcome = & $script:publish $script:photos surfaces

        $outcome.Stored | Should -Be 12
        Get-CVLocalRequest CreateProject | Should -HaveCount 1
        Get-CVTrainingImage surfaces | Should -HaveCount 12
    }

    It 'waits as long as Retry-After says' {
        $fault = Add-CVLocalFault CreateImagesFromData 429 -RetryAfter 1 -Count 2

        $outcome = & $script:publish $script:photos surfaces

        $outcome.Stored | Should -Be 12
        $refused = Get-CVLocalRequest CreateImagesFromData | Where-Object Status -EQ 429
        $refused | Should -HaveCount 2
        $refused[0].Faults | Should -Be $fault.Id
    }

    It 'lists the photos that the service refused' {
        Add-CVLocalFault CreateImagesFromData 429 -RetryAfter 0 | Out-Null

        $outcome = & $script:publish $script:photos surfaces -MaxRetry 1

        $outcome.Stored | Should -Be 0
        $outcome.Missing | Should -HaveCount 12
        (Get-CVLocalRequest CreateImagesFromData).Status | Sort-Object -Unique | Should -Be 429
    }

    It 'loses no photo when the connection drops before the response' {
        Add-CVLocalFault CreateImagesFromData -Drop AfterBody -Count 1 | Out-Null

        (& $script:publish $script:photos surfaces).Stored | Should -Be 12
        Get-CVTrainingImage surfaces | Should -HaveCount 12
    }

    It 'ends with an error when the account has reached its limit of projects' {
        Set-CVLocalService -Profile F0
        New-CVProject one | Out-Null
        New-CVProject two | Out-Null

        { & $script:publish $script:photos surfaces } | Should -Throw -ErrorId 'QuotaExceeded,*'
        Get-CVLocalRequest CreateImages* | Should -BeNullOrEmpty
    }

    It 'ends with an error when the service has stopped' {
        $stopped = Start-CVLocalService -InMemory -NoConnect
        Connect-CVService $stopped.Endpoint -TrainingKey $stopped.TrainingKey
        $stopped | Stop-CVLocalService
        try {
            { & $script:publish $script:photos surfaces } | Should -Throw -ErrorId 'ConnectionFailed,*'
        }
        finally {
            Connect-CVService $script:service.Endpoint -TrainingKey $script:service.TrainingKey
        }
    }
}
