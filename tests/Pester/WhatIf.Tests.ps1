# -WhatIf says what would be done, and sends nothing.

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory
    $script:project = New-CVProject kept
    $script:tag = New-CVTag $script:project robin
    $script:image = (Get-Texture brick)[0] | Add-CVTrainingImage -ProjectId $script:project -TagId $script:tag
}

AfterAll {
    Stop-CVLocalService $script:service
    Remove-Module CustomVision
}

Describe '-WhatIf' {
    It 'sends nothing: <Call>' -ForEach @(
        @{ Call = 'Get-Texture grass | Add-CVTrainingImage -ProjectId $script:project -TagFromFolder' }
        @{ Call = 'New-CVProject other' }
        @{ Call = 'Set-CVProject kept -Name renamed' }
        @{ Call = 'Remove-CVProject kept' }
        @{ Call = '$script:project | Remove-CVProject' }
        @{ Call = 'New-CVTag kept wren' }
        @{ Call = 'Set-CVTag kept robin -Name wren' }
        @{ Call = 'Remove-CVTag kept robin' }
        @{ Call = '$script:image.Image | Remove-CVTrainingImage -ProjectId $script:project' }
        @{ Call = 'Start-CVTraining kept -Wait' }
        @{ Call = 'Save-CVTrainingImage (Join-Path $TestDrive saved) -ProjectId kept' }
    ) {
        $before = @(Get-CVLocalRequest).Count
        & ([scriptblock]::Create("$Call -WhatIf")) | Should -BeNullOrEmpty
        @(Get-CVLocalRequest).Count | Should -Be $before
        Join-Path $TestDrive saved | Should -Not -Exist
    }

    It 'is taken from $WhatIfPreference as well' {
        $WhatIfPreference = $true
        New-CVProject preferred | Should -BeNullOrEmpty
        $WhatIfPreference = $false
        (Get-CVProject).Name | Should -Be kept
    }

    It 'tells the user what would be done to what' {
        $shown = Invoke-Fresh '
            Import-Module $module
            Connect-CVService http://127.0.0.1:9 -TrainingKey abc -SkipCheck
            New-CVProject birds -WhatIf'
        $shown | Should -BeLike 'What if: *birds*'
    }
}
