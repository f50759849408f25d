# With what comes from other cmdlets, and goes on to others.

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory
}

AfterAll {
    Stop-CVLocalService $script:service
    Remove-Module CustomVision
}

Describe 'Get-ChildItem' {
    It 'gives its files to Add-CVTrainingImage, and the folders name the tags' {
        $project = New-CVProject ([guid]::NewGuid())
        $results = Get-ChildItem (Join-Path (Get-Root) 'samples/textures/train') -Recurse -Filter *.jpg |
            Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag
        $results.Count | Should -Be 36
        $counts = Get-CVTag $project | Sort-Object Name | ForEach-Object { '{0} {1}' -f $_.Name, $_.ImageCount }
        $counts | Should -Be 'brick 12', 'grass 12', 'gravel 12'
    }

    It 'gives its files to Invoke-CVPrediction, and the results are in its order' {
        $project = New-CVProject ([guid]::NewGuid())
        Get-Texture * | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag | Out-Null
        (Start-CVTraining $project -Wait -SetDefault).Status | Should -Be Completed
        $files = Get-Texture * test
        $predictions = $files | Invoke-CVPrediction -ProjectId $project
        $predictions.Path | Should -Be $files.FullName
        @($predictions | Where-Object { $_.Tag -eq (Split-Path (Split-Path $_.Path) -Leaf) }).Count | Should -BeGreaterOrEqual 11
    }
}

Describe 'Import-Csv' {
    BeforeEach {
        $script:project = New-CVProject ([guid]::NewGuid())
        $script:csv = Join-Path $TestDrive "$([guid]::NewGuid()).csv"
    }

    It 'gives a column named Path' {
        Get-Texture grass | Select-Object @{ n = 'Path'; e = { $_.FullName } } | Export-Csv $script:csv -NoTypeInformation
        @(Import-Csv $script:csv | Add-CVTrainingImage -ProjectId $script:project).Count | Should -Be 12
    }

    It 'gives columns named Path and Tag, one tag a row' {
        Get-Texture grass | ForEach-Object { [pscustomobject]@{ Path = $_.FullName; Tag = if ($_.Name -like '*_01*') { 'one' } else { 'more' } } } |
            Export-Csv $script:csv -NoTypeInformation
        Import-Csv $script:csv | Add-CVTrainingImage -ProjectId $script:project -CreateTag | Out-Null
        (Get-CVTag $script:project one).ImageCount | Should -Be 1
        (Get-CVTag $script:project more).ImageCount | Should -Be 11
    }
}

Describe 'What comes out' {
    BeforeAll {
        $script:project = New-CVProject ([guid]::NewGuid())
        $script:results = @(Get-Texture brick) + @(Get-Texture brick)[0] |
            Add-CVTrainingImage -ProjectId $script:project
    }

    It 'groups, sorts and filters' {
        $groups = $script:results | Group-Object Status | Sort-Object Name
        $groups | ForEach-Object { '{0} {1}' -f $_.Count, $_.Name } | Should -Be '12 OK', '1 OKDuplicate'
        @($script:results | Where-Object IsStored).Count | Should -Be 13
    }

    It 'goes through a file of comma-separated values' {
        $csv = Join-Path $TestDrive results.csv
        $script:results | Select-Object Path, Status | Export-Csv $csv -NoTypeInformation
        (Import-Csv $csv).Path | Should -Be $script:results.Path
    }

    It 'goes through JSON, with nothing secret in it' {
        $key = Get-PlainText $script:service.TrainingKey
        $json = $script:results[0], (Get-CVConnection) | ConvertTo-Json -Depth 4
        ($json | ConvertFrom-Json)[0].Path | Should -Be $script:results[0].Path
        $json | Should -Not -BeLike "*$key*"
    }

    It 'goes on into Remove-CVTrainingImage' {
        Get-CVTrainingImage $script:project -First 5 | Remove-CVTrainingImage -ProjectId $script:project -Confirm:$false
        @(Get-CVTrainingImage $script:project).Count | Should -Be 7
    }
}

Describe 'ForEach-Object -Parallel' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
    It 'works with the connection handed over' {
        $connection = Get-CVConnection
        $module = Get-ModulePath
        $names = 1..3 | ForEach-Object -Parallel {
            Import-Module $using:module
            (New-CVProject "parallel-$_" -Connection $using:connection).Name
        }
        $names | Sort-Object | Should -Be parallel-1, parallel-2, parallel-3
    }
}
