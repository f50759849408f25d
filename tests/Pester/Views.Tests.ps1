# How objects show, in a real PowerShell session: tables, lists and wide views. Build first (dotnet build).

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    $textures = Join-Path $root 'samples/textures/train'
    Import-Module (Join-Path $root 'out/CustomVision')
    $service = Start-CVLocalService -InMemory
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $project = New-CVProject ('a name that is longer than the column for it ' * 3) -Description ('A long description. ' * 6)
    $uploaded = Get-ChildItem $textures/*/*_0[1-6].jpg | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag -SummaryVariable summary
    $iteration = Start-CVTraining $project -Wait -SetDefault
    $predicted = Get-ChildItem $textures/*/*_07.jpg | Invoke-CVPrediction -ProjectId $project
    $fault = Add-CVLocalFault PredictImageUrl -Status 503 -ServiceCode BadRequestExceededQuota -Count 1
    $shown = @{
        ImageCreateResult     = $uploaded[0]
        Project               = $project
        Tag                   = Get-CVTag $project
        Domain                = Get-CVDomain
        Image                 = Get-CVTrainingImage $project -First 3
        Iteration             = $iteration
        IterationPerformance  = Get-CVIterationPerformance $project
        ImagePredictionResult = $predicted
        StoredImagePrediction = Get-CVPrediction $project
        ImageDownloadResult   = Get-CVTrainingImage $project -First 1 | Save-CVTrainingImage $TestDrive
        Account               = Get-CVAccount
        Connection            = Get-CVConnection
        LocalService          = $service
        LocalFault            = $fault
        LocalRequest          = Get-CVLocalRequest -Last 5
        UploadSummary         = $summary
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    $service | Stop-CVLocalService
}

Describe 'Views' {
    It 'has a table of <_> that fits 80 and 120 columns' -ForEach @(
        'ImageCreateResult', 'Project', 'Tag', 'Domain', 'Image', 'Iteration', 'IterationPerformance', 'ImagePredictionResult',
        'StoredImagePrediction', 'ImageDownloadResult', 'Account', 'Connection', 'LocalService', 'LocalFault', 'LocalRequest', 'UploadSummary') {
        foreach ($width in 80, 120) {
            $lines = ($shown[$_] | Format-Table | Out-String -Width $width) -split '\r?\n' | Where-Object { $_.Trim() }
            $lines.Count | Should -BeGreaterThan 2
            $lines[1] | Should -Match '^\s*--'
            $lines | ForEach-Object { $_.Length } | Sort-Object | Select-Object -Last 1 | Should -BeLessOrEqual $width
            ($lines -join "`n").Contains([char] 27) | Should -BeFalse
        }
    }

    It 'shortens the id in the table of <_> and has it whole in the list' -ForEach 'Project', 'Tag', 'Domain', 'Image', 'Iteration', 'StoredImagePrediction' {
        $one = @($shown[$_])[0]
        $table = $one | Format-Table | Out-String -Width 120
        $table | Should -Match "$($one.Id)".Substring(0, 8)
        $table | Should -Not -Match "$($one.Id)"
        $one | Format-List | Out-String -Width 120 | Should -Match "$($one.Id)"
    }

    It 'shows names of tags with their counts, and pictures with their sizes, in wide views' {
        $shown.Tag | Format-Wide | Out-String -Width 80 | Should -Match '(?m)^brick \(6\) +grass \(6\)'
        $shown.Image | Format-Wide | Out-String -Width 80 | Should -Match '(?m)^[0-9a-f]{8} 128 x 128 +[0-9a-f]{8} 128 x 128'
    }

    It 'colours a status where the host shows colours' {
        $PSStyle.OutputRendering = 'Ansi'
        try {
            $iteration | Out-String -Width 80 | Should -Match "$([char] 27)\[32mCompleted$([char] 27)\["
        }
        finally {
            $PSStyle.OutputRendering = 'PlainText'
        }
    }
}
