# What a user sees in a window of 80 and of 120 columns, held against the texts in Snapshots/. After a change of a view that
# is meant, set the environment variable CUSTOMVISION_SNAPSHOTS to update, run this file, and look at what git shows.

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory
    $script:project = New-CVProject surfaces -Description 'Brick, grass and gravel'
    $script:none = Join-Path $TestDrive none.jpg
    $script:notes = Join-Path $TestDrive notes.jpg
    Set-Content $script:notes 'No image.'
    Get-Texture * | Add-CVTrainingImage -ProjectId $script:project -TagFromFolder -CreateTag | Out-Null
    $script:results = @(Get-Texture brick)[0].FullName, $script:notes, $script:none |
        Add-CVTrainingImage -ProjectId $script:project -Tag brick -ErrorAction SilentlyContinue
    $script:iteration = Start-CVTraining $script:project -Wait -SetDefault
    $script:predictions = @(Get-Texture brick test).FullName + $script:notes |
        Invoke-CVPrediction -ProjectId $script:project -ErrorAction SilentlyContinue

    # Lines break between words, or within, and numbers are written as the language of the session has it.
    function Invoke-InEnglish([scriptblock] $Script) {
        $culture = [cultureinfo]::CurrentCulture
        $english = [cultureinfo]::new('en-US')
        $english.NumberFormat = [cultureinfo]::InvariantCulture.NumberFormat
        [cultureinfo]::CurrentCulture = $english
        try { & $Script }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }

    # Ids, dates, ports and processes are different each time; what stands for them has the same length.
    function Get-Shown([scriptblock] $What, [int] $Width) {
        $process = $script:service.ProcessId
        $lines = Invoke-InEnglish { & $What | Out-String -Width $Width -Stream } | ForEach-Object {
            $text = $_ -replace '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', '00000000-0000-0000-0000-000000000000'
            $text = $text -replace '\b[0-9a-f]{8}\b(?!-)', '00000000'
            $text = $text -replace '\d{4}-\d\d-\d\d', '2026-11-24' -replace '\b\d\d:\d\d\b', '12:00' -replace '\b\d\d\.\d(?= %)', '99.9'
            $text = $text -replace '(?<=127\.0\.0\.1:)\d{5}', '50000' -replace "^(ProcessId +: )$process$", '${1}12345' -replace "$("$process".PadLeft(9)) ", '    12345 '
            $text.TrimEnd()
        }
        ($lines -join "`n").Trim("`n")
    }
}

AfterAll {
    Stop-CVLocalService $script:service
    Remove-Module CustomVision
}

Describe 'At <Width> columns' -ForEach @{ Width = 80 }, @{ Width = 120 } {
    It 'a user sees of <Name> what is kept for it' -ForEach @(
        @{ Name = 'results'; What = { $script:results } }
        @{ Name = 'predictions'; What = { $script:predictions } }
        @{ Name = 'tags'; What = { Get-CVTag $script:project } }
        @{ Name = 'projects'; What = { Get-CVProject } }
        @{ Name = 'iteration'; What = { $script:iteration } }
        @{ Name = 'images'; What = { Get-CVTrainingImage $script:project -TagId brick -First 2 } }
        @{ Name = 'service'; What = { Get-CVLocalService } }
        @{ Name = 'service-list'; What = { $script:service | Format-List } }
    ) {
        $shown = Get-Shown $What $Width
        ($shown -split "`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $Width
        $file = Join-Path $PSScriptRoot "Snapshots/$Name-$Width.txt"
        if ($env:CUSTOMVISION_SNAPSHOTS -eq 'update') {
            [System.IO.File]::WriteAllText($file, "$shown`n")
        }
        ([System.IO.File]::ReadAllText($file) -replace "`r").Trim("`n") | Should -BeExactly $shown
    }
}

Describe 'Colours' {
    It 'are not in what goes into a string or a file' {
        $file = Join-Path $TestDrive shown.txt
        $script:results | Out-File $file
        "$($script:results | Out-String)$(Get-Content $file -Raw)" | Should -Not -Match ([char]27)
    }
}
