# What a user sees, in a real PowerShell session. Build first (dotnet build), then: Invoke-Pester tests/Pester

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    $textures = Join-Path $root 'samples/textures/train'
    Import-Module (Join-Path $root 'out/CustomVision')
    $service = Start-CVLocalService -InMemory
}

AfterAll {
    Stop-CVLocalService
    Remove-Module CustomVision
}

Describe 'The module' {
    It 'has a manifest that PowerShell accepts' {
        $manifest = Test-ModuleManifest (Join-Path $root 'out/CustomVision/CustomVision.psd1') -ErrorAction Stop
        $manifest.ExportedCmdlets.Keys | Sort-Object | Should -Be ((Get-Command -Module CustomVision).Name | Sort-Object)
    }

    It 'can be removed and imported again' {
        Remove-Module CustomVision
        Import-Module (Join-Path $root 'out/CustomVision')
        Get-CVDomain | Should -Not -BeNullOrEmpty
    }
}

Describe 'Add-CVTrainingImage' {
    BeforeEach {
        $project = New-CVProject ([guid]::NewGuid())
    }

    It 'takes what Get-ChildItem gives, and gives one result a file in its order' {
        $tag = New-CVTag $project brick
        $files = Get-ChildItem $textures/brick/*.jpg
        $results = $files | Add-CVTrainingImage -ProjectId $project -TagId $tag
        $results.Path | Should -Be $files.FullName
        $results.Status | Sort-Object -Unique | Should -Be OK
        (Get-CVTag $project brick).ImageCount | Should -Be 12
    }

    It 'takes a column named Path from Import-Csv' {
        $csv = Join-Path $TestDrive list.csv
        Get-ChildItem $textures/grass/*.jpg | Select-Object @{ n = 'Path'; e = { $_.FullName } } | Export-Csv $csv
        Import-Csv $csv | Add-CVTrainingImage -ProjectId $project | Should -HaveCount 12
    }

    It 'takes relative paths, wildcards and names with brackets' {
        Copy-Item $textures/brick/brick_01.jpg (Join-Path $TestDrive 'a.jpg')
        Copy-Item $textures/brick/brick_02.jpg -Destination (Join-Path $TestDrive 'b[1].jpg')
        Push-Location $TestDrive
        try {
            Add-CVTrainingImage a.jpg -ProjectId $project | Should -HaveCount 1
            (Add-CVTrainingImage -LiteralPath 'b[1].jpg' -ProjectId $project).Status | Should -Be OK
            (Add-CVTrainingImage '*.jpg' -ProjectId $project).Status | Should -Be OKDuplicate, OKDuplicate
        }
        finally {
            Pop-Location
        }
    }

    It 'reports a failure as a result and as an error, and goes on' {
        $results = "$TestDrive/none.jpg", "$textures/brick/brick_03.jpg" |
            Add-CVTrainingImage -ProjectId $project -ErrorAction SilentlyContinue -ErrorVariable failed
        $results.Status | Should -Be ErrorSource, OK
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ImageUnreadable,*'
        $failed[0].TargetObject | Should -BeLike '*none.jpg'
    }

    It 'ends when Select-Object has enough' {
        Get-ChildItem $textures/gravel/*.jpg | Add-CVTrainingImage -ProjectId $project -BatchSize 1 | Select-Object -First 1 | Should -HaveCount 1
        @(Get-CVTrainingImage $project).Count | Should -BeLessThan 12
    }

    It 'throws with -ErrorAction Stop' {
        { Add-CVTrainingImage "$TestDrive/none.jpg" -ProjectId $project -ErrorAction Stop } | Should -Throw '*There is no such file*'
    }

    It 'does nothing with -WhatIf' {
        Get-ChildItem $textures/brick/*.jpg | Add-CVTrainingImage -ProjectId $project -WhatIf | Should -BeNullOrEmpty
        Get-CVTrainingImage $project | Should -BeNullOrEmpty
    }

    It 'stops within a second when the job it runs in is stopped' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $shell = [powershell]::Create().AddScript({
                    param($module, $endpoint, $file)
                    Import-Module $module
                    Connect-CVService $endpoint -TrainingKey abc -SkipCheck
                    Add-CVTrainingImage $file -ProjectId ([guid]::NewGuid())
                }).AddArgument("$root/out/CustomVision").AddArgument("http://$($listener.LocalEndpoint)").AddArgument("$textures/brick/brick_01.jpg")
            $running = $shell.BeginInvoke()
            $listener.AcceptTcpClient() | Out-Null
            (Measure-Command { $shell.Stop() }).TotalSeconds | Should -BeLessThan 1
            { $shell.EndInvoke($running) } | Should -Throw
        }
        finally {
            $listener.Stop()
        }
    }
}

Describe 'Views' {
    It 'show results as a table that fits 100 columns' {
        $project = New-CVProject views
        $lines = Get-ChildItem $textures/brick/*.jpg | Add-CVTrainingImage -ProjectId $project | Out-String -Width 100 -Stream | Where-Object { $_ }
        ($lines[0].Trim() -split '\s+') -join ' ' | Should -Be 'Status Picture Size Message'
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual 100 }
        $lines | Should -HaveCount 14
    }
}

Describe 'Keys' {
    It 'are accepted as SecureString and shown nowhere' {
        $key = ConvertFrom-SecureString $service.TrainingKey -AsPlainText
        Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey
        $shown = $(Get-CVConnection; $service; Get-CVProject -Verbose) *>&1 | Out-String
        $shown | Should -Not -BeLike "*$key*"
    }
}

Describe 'samples/quickstart.ps1' {
    It 'runs unchanged' {
        $shown = & (Get-Process -Id $PID).Path -NoProfile -File (Join-Path $root 'samples/quickstart.ps1')
        $LASTEXITCODE | Should -Be 0
        ($shown -match '^OK ') | Should -HaveCount 36
        ($shown -match '^(brick|grass|gravel)_test_\d.jpg +\1 ').Count | Should -BeGreaterOrEqual 11
        $shown[-1] | Should -BeLike 'The service kept them in *quickstart.'
    }
}
