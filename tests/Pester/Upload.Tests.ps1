# Add-CVTrainingImage as a user meets it, and the secrecy of the keys.

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory
}

AfterAll {
    Stop-CVLocalService $script:service
    Remove-Module CustomVision
}

Describe 'Add-CVTrainingImage' {
    BeforeEach {
        $script:project = New-CVProject ([guid]::NewGuid())
    }

    It 'gives one result a file, in the order of the files' {
        $tag = New-CVTag $script:project brick
        $files = Get-Texture brick
        $results = $files | Add-CVTrainingImage -ProjectId $script:project -TagId $tag
        $results.Path | Should -Be $files.FullName
        $results.Status | Sort-Object -Unique | Should -Be OK
        (Get-CVTag $script:project brick).ImageCount | Should -Be 12
    }

    It 'takes relative paths, wildcards and names with brackets' {
        $first, $second = (Get-Texture brick).FullName
        Copy-Item $first (Join-Path $TestDrive 'a.jpg')
        Copy-Item @($second)[0] -Destination (Join-Path $TestDrive 'b[1].jpg')
        Push-Location $TestDrive
        try {
            @(Add-CVTrainingImage a.jpg -ProjectId $script:project).Count | Should -Be 1
            (Add-CVTrainingImage -LiteralPath 'b[1].jpg' -ProjectId $script:project).Status | Should -Be OK
            (Add-CVTrainingImage '*.jpg' -ProjectId $script:project).Status | Should -Be OKDuplicate, OKDuplicate
        }
        finally {
            Pop-Location
        }
    }

    It 'reports a failure as a result and as an error, and goes on' {
        $results = "$TestDrive/none.jpg", (Get-Texture brick)[2].FullName |
            Add-CVTrainingImage -ProjectId $script:project -ErrorAction SilentlyContinue -ErrorVariable failed
        $results.Status | Should -Be ErrorSource, OK
        @($failed).Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ImageUnreadable,*'
        $failed[0].TargetObject | Should -BeLike '*none.jpg'
    }
}

Describe 'Keys' {
    It 'are accepted as SecureString and shown nowhere' {
        $key = Get-PlainText $script:service.TrainingKey
        Connect-CVService $script:service.Endpoint -TrainingKey $script:service.TrainingKey
        $shown = $(Get-CVConnection; $script:service; Get-CVProject -Verbose) *>&1 | Out-String
        $shown | Should -Not -BeLike "*$key*"
    }
}
