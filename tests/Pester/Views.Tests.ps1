# How objects show, in a real PowerShell session: tables, lists and wide views.

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory
    # Windows PowerShell has no $PSStyle, and no colours.
    if ($PSStyle) {
        $script:rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
    }
    # Only version 1.0 has accounts.
    $script:first = Connect-CVService $script:service.Endpoint -TrainingKey $script:service.TrainingKey -ApiVersion 1.0 -PassThru
    Connect-CVService $script:service.Endpoint -TrainingKey $script:service.TrainingKey -PredictionKey $script:service.PredictionKey
    $script:project = New-CVProject ('a name that is longer than the column for it ' * 3) -Description ('A long description. ' * 6)
    $script:uploaded = Get-Texture * | Where-Object Name -Match '_0[1-6]' | Add-CVTrainingImage -ProjectId $script:project -TagFromFolder -CreateTag -SummaryVariable summary
    $script:iteration = Start-CVTraining $script:project -Wait -SetDefault
    $script:predicted = Get-Texture * | Where-Object Name -Like '*_07.jpg' | Invoke-CVPrediction -ProjectId $script:project
    $script:fault = Add-CVLocalFault PredictImageUrl -Status 503 -ServiceCode BadRequestExceededQuota -Count 1
    $script:shown = @{
        ImageCreateResult     = $script:uploaded[0]
        Project               = $script:project
        Tag                   = Get-CVTag $script:project
        Domain                = Get-CVDomain
        Image                 = Get-CVTrainingImage $script:project -First 3
        Iteration             = $script:iteration
        IterationPerformance  = Get-CVIterationPerformance $script:project
        ImagePredictionResult = $script:predicted
        StoredImagePrediction = Get-CVPrediction $script:project
        ImageDownloadResult   = Get-CVTrainingImage $script:project -First 1 | Save-CVTrainingImage $TestDrive
        Account               = Get-CVAccount -Connection $script:first
        Connection            = Get-CVConnection
        LocalService          = $script:service
        LocalFault            = $script:fault
        LocalRequest          = Get-CVLocalRequest -Last 5
        UploadSummary         = $summary
    }
}

AfterAll {
    if ($PSStyle) { $PSStyle.OutputRendering = $script:rendering }
    $script:service | Stop-CVLocalService
    Remove-Module CustomVision
}

Describe 'Views' {
    It 'has a table of <_> that fits 80 and 120 columns' -ForEach @(
        'ImageCreateResult', 'Project', 'Tag', 'Domain', 'Image', 'Iteration', 'IterationPerformance', 'ImagePredictionResult',
        'StoredImagePrediction', 'ImageDownloadResult', 'Account', 'Connection', 'LocalService', 'LocalFault', 'LocalRequest', 'UploadSummary') {
        foreach ($width in 80, 120) {
            $lines = ($script:shown[$_] | Format-Table | Out-String -Width $width) -split '\r?\n' | Where-Object { $_.Trim() }
            $lines.Count | Should -BeGreaterThan 2
            $lines[1] | Should -Match '^\s*--'
            $lines | ForEach-Object { $_.Length } | Sort-Object | Select-Object -Last 1 | Should -BeLessOrEqual $width
            ($lines -join "`n").Contains([char] 27) | Should -BeFalse
        }
    }

    It 'shows the same text in Constrained Language Mode' {
        $show = {
            foreach ($name in $shown.Keys | Sort-Object) {
                $name
                $shown[$name] | Out-String -Width 120
                $shown[$name] | Format-Table | Out-String -Width 120
                $shown[$name] | Format-List | Out-String -Width 120
                $shown[$name] | Format-Wide | Out-String -Width 120
            }
        }
        $texts = foreach ($mode in 'FullLanguage', 'ConstrainedLanguage') {
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddScript('param($module, $given) Import-Module $module; $shown = $given', $false).AddArgument((Get-ModulePath)).AddArgument($script:shown).Invoke()
                $shell.Commands.Clear()
                $null = $shell.AddScript("`$ExecutionContext.SessionState.LanguageMode = '$mode'", $false).Invoke()
                $shell.Commands.Clear()
                $shell.AddScript("$show", $false).Invoke() -join "`n"
                $shell.HadErrors | Should -BeFalse
            }
            finally { $shell.Dispose() }
        }
        $texts[0].Length | Should -BeGreaterThan 5000
        $texts[1] | Should -BeExactly $texts[0]
    }

    It 'calls no method and names no type in a script block' {
        # Such a script block is blank in Constrained Language Mode, and each script block makes the import slower.
        $blocks = ([xml](Get-Content (Join-Path (Get-ModulePath) CustomVision.Format.ps1xml) -Raw)).SelectNodes('//ScriptBlock').InnerText
        @($blocks).Count | Should -BeLessOrEqual 1
        $blocks | Should -Not -Match '[\[(]'
    }

    It 'does not add its hidden properties to files' {
        $files = $script:shown.Values | ForEach-Object { $_ | ConvertTo-Csv; $_ | ConvertTo-Json -Depth 3 -WarningAction Ignore; $_ | Select-Object * | Format-List | Out-String }
        "$files" | Should -Not -Match '\b(Display|Serialized)[A-Z]'
    }

    It 'shortens the id in the table of <_> and has it whole in the list' -ForEach 'Project', 'Tag', 'Domain', 'Image', 'Iteration', 'StoredImagePrediction' {
        $one = @($script:shown[$_])[0]
        $table = $one | Format-Table | Out-String -Width 120
        $table | Should -Match "$($one.Id)".Substring(0, 8)
        $table | Should -Not -Match "$($one.Id)"
        $one | Format-List | Out-String -Width 120 | Should -Match "$($one.Id)"
    }

    It 'shows names of tags with their counts, and images with their sizes, in wide views' {
        $script:shown.Tag | Format-Wide | Out-String -Width 80 | Should -Match '(?m)^brick \(6\) +grass \(6\)'
        $script:shown.Image | Format-Wide | Out-String -Width 80 | Should -Match '(?m)^[0-9a-f]{8} 128 x 128 +[0-9a-f]{8} 128 x 128'
    }

    It 'colours a status where the host shows colours' -Skip:(-not $PSStyle) {
        $PSStyle.OutputRendering = 'Ansi'
        try {
            $script:iteration | Out-String -Width 80 | Should -Match "$([char] 27)\[32mCompleted$([char] 27)\["
        }
        finally {
            $PSStyle.OutputRendering = 'PlainText'
        }
    }
}
