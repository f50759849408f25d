# A mock of a cmdlet accepts what the cmdlet accepts. Pester creates a function with the types of the parameters, but without the
# attributes of the module, so the types must convert the values themselves.

BeforeDiscovery {
    # Each kind of value that a user specifies, for each parameter that accepts several kinds.
    $calls = @(
        'Add-CVImageTag birds $id robin', 'Add-CVImageTag $project $image $tag', 'Add-CVImageTag $id "$id" $id, $tag, robin', 'Add-CVImageTag -Image $image -TagId robin'
        'Add-CVLocalFault GetTags 500 -Delay 0.5 -Duration 00:01:00', 'Add-CVLocalFault GetTags -Delay ([timespan]::FromSeconds(2)) -Service $service'
        'Add-CVTrainingImage a.jpg -ProjectId birds', 'Add-CVTrainingImage a.jpg -ProjectId $id -TagId $id, $tag, robin', 'Add-CVTrainingImage a.jpg -Project $project -Timeout 30'
        'Add-CVTrainingImage -PredictionId $stored, $id, "$id" -ProjectId "$id"', 'Add-CVTrainingImage -Prediction $prediction -ProjectId $row -Tag robin'
        'Connect-CVService https://x.example/ -TrainingKey abc', 'Connect-CVService https://x.example/ -TrainingKey $key -PredictionKey $credential -Timeout 0.5 -RetryTimeout 00:02:00'
        'Connect-CVService https://x.example/ -AccessToken $key'
        'Disconnect-CVService'
        'Get-CVAccount', 'Get-CVAccount -Connection $connection', 'Get-CVAccount -Connection $service'
        'Get-CVConnection'
        'Get-CVDomain food', 'Get-CVDomain -DomainId $id', 'Get-CVDomain -DomainId food', 'Get-CVDomain -DomainId $domain', 'Get-CVDomain -DomainId $project.Settings'
        'Get-CVIteration birds', 'Get-CVIteration $project -IterationId $iteration', 'Get-CVIteration $id -IterationId $id'
        'Get-CVIterationPerformance birds best -Threshold 0.9', 'Get-CVIterationPerformance -InputObject $iteration', 'Get-CVIterationPerformance $id $iteration'
        'Get-CVLocalFault 1, 2', 'Get-CVLocalFault $fault'
        'Add-CVImageRegion birds $id -Region @{ Tag = "robin"; Left = 0.1; Top = 0.1; Width = 0.2; Height = 0.2 }', 'Add-CVImageRegion -Image $image -Region $region'
        'Backup-CVProject birds /x', 'Backup-CVProject $project -Destination /x -NoModel', 'Backup-CVProject -All /x'
        'Restore-CVProject /x -Name other', 'Restore-CVProject /x, /y -Timeout 60'
        'Copy-CVProject birds -Name other', 'Copy-CVProject $project -DestinationConnection $connection -Timeout 30'
        'Export-CVAnnotation /x -Format Coco -InputObject $image'
        'Export-CVIteration birds -Platform ONNX', 'Export-CVIteration -InputObject $iteration -Platform ONNX -Timeout 00:01:00'
        'Export-CVReport birds -Threshold 0.9', 'Export-CVReport -InputObject $iteration -Destination /x'
        'Import-CVModel /x/model.zip', 'Import-CVModel /x/model.zip -Name birds -PublishAs production'
        'Get-CVImagePerformance birds', 'Get-CVImagePerformance $project $iteration -TagId robin, $tag'
        'Get-CVImageRegionProposal birds $id', 'Get-CVImageRegionProposal $project $image'
        'Get-CVIterationExport birds', 'Get-CVIterationExport $project $iteration -Platform ONNX'
        'Get-CVSuggestion birds -TagId robin', 'Get-CVSuggestion $project $image -IterationId $iteration'
        'Measure-CVTrainingImage birds', 'Measure-CVTrainingImage $project -TagId $tag, robin'
        'Publish-CVIteration birds best production', 'Publish-CVIteration $project $iteration production -Force'
        'Remove-CVImageRegion birds $id', 'Remove-CVImageRegion $project "$id", $id'
        'Save-CVArtifact birds /i-1 -Destination /x', 'Save-CVArtifact $project /i-1 -Destination /x'
        'Set-CVImageMetadata birds $id -Metadata @{ shift = "night" }', 'Set-CVImageMetadata $project $image -Metadata @{ shift = "night" }'
        'Unpublish-CVIteration birds best', 'Unpublish-CVIteration $project $iteration'
        'Get-CVLocalRequest GetTags -Service $service'
        'Get-CVLocalService'
        'Get-CVPrediction birds -TagId robin', 'Get-CVPrediction $project -IterationId $iteration -TagId $tag -StartTime 2026-01-01'
        'Get-CVProject birds', 'Get-CVProject -ProjectId $id', 'Get-CVProject -ProjectId $project', 'Get-CVProject -ProjectId birds'
        'Get-CVTag birds', 'Get-CVTag $project robin', 'Get-CVTag $id -TagId $id -IterationId best', 'Get-CVTag 2026 -TagId $tag'
        'Get-CVTrainingImage birds', 'Get-CVTrainingImage $project -TagId $tag, robin, $id', 'Get-CVTrainingImage $id -IterationId $iteration'
        'Import-CVAnnotation ./a.json', 'Import-CVAnnotation ./a.csv -Format Csv -RegionUnit Pixel -BoxOrientation Stored'
        'Invoke-CVPrediction a.jpg -ProjectId birds', 'Invoke-CVPrediction a.jpg -ProjectId $project -IterationId $iteration', 'Invoke-CVPrediction -Url https://x.example/a.jpg -ProjectId $id -IterationId best'
        'New-CVProject birds -DomainId food', 'New-CVProject birds -DomainId $domain', 'New-CVProject birds -DomainId $id'
        'New-CVTag birds robin', 'New-CVTag $project robin, wren', 'New-CVTag $id robin'
        'Remove-CVImageTag birds $id robin', 'Remove-CVImageTag $project $image $tag', 'Remove-CVImageTag -Image $image -TagId $id'
        'Remove-CVIteration birds best', 'Remove-CVIteration $project $iteration', 'Remove-CVIteration $id $id'
        'Remove-CVLocalFault 1', 'Remove-CVLocalFault $fault', 'Remove-CVLocalFault -All'
        'Remove-CVPrediction birds $id', 'Remove-CVPrediction $project $stored', 'Remove-CVPrediction $id "$id"'
        'Remove-CVProject birds', 'Remove-CVProject $project', 'Remove-CVProject $id', 'Remove-CVProject $row'
        'Remove-CVTag birds robin', 'Remove-CVTag $project $tag', 'Remove-CVTag $id $id'
        'Remove-CVTrainingImage birds $id', 'Remove-CVTrainingImage $project $image', 'Remove-CVTrainingImage $id "$id", $image'
        'Reset-CVLocalService -Service $service'
        'Save-CVTrainingImage /x -ProjectId birds', 'Save-CVTrainingImage /x -ProjectId $project -TagId $tag -Timeout 60', 'Save-CVTrainingImage /x -Image $image'
        'Set-CVIteration birds best -Name other', 'Set-CVIteration $project $iteration -Default', 'Set-CVIteration $id $id -Default'
        'Set-CVLocalService -Profile F0', 'Set-CVLocalService -TrainingMode Seconds -TrainingAmount 2 -Service $service'
        'Set-CVProject birds -Name other', 'Set-CVProject $project -DomainId food', 'Set-CVProject $id -DomainId $domain'
        'Set-CVTag birds robin -Name other', 'Set-CVTag $project $tag -Description d', 'Set-CVTag $id $id -Name other'
        'Start-CVLocalService -InMemory -Profile F0 -TrainingMode Instant', 'Start-CVLocalService /x -Port 80'
        'Start-CVTraining birds', 'Start-CVTraining $project -Timeout 0.5', 'Start-CVTraining $id -Timeout 00:10:00'
        'Stop-CVLocalService', 'Stop-CVLocalService $service', 'Stop-CVLocalService -Endpoint http://127.0.0.1:5000/'
    )
    $script:byCmdlet = $calls | Group-Object { ($_ -split ' ')[0] } | ForEach-Object { @{ Name = $_.Name; Calls = $_.Group } }
}

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory
    $key = $service.TrainingKey
    $values = @{
        id         = [guid]::NewGuid()
        key        = $key
        credential = [pscredential]::new('any', $key)
        service    = $service
        connection = $service.Connection
        project    = [CustomVision.Models.Project] @{ Name = 'birds'; Settings = [CustomVision.Models.ProjectSettings]::new() }
        tag        = [CustomVision.Models.Tag] @{ Name = 'robin' }
        domain     = [CustomVision.Models.Domain] @{ Name = 'food' }
        image      = [CustomVision.Models.Image]::new()
        region     = [CustomVision.Models.ImageRegion]::new()
        iteration  = [CustomVision.Models.Iteration] @{ Name = 'best' }
        stored     = [CustomVision.Models.StoredImagePrediction]::new()
        prediction = [CustomVision.Models.ImagePredictionResult] @{ Path = 'a.jpg' }
        fault      = Add-CVLocalFault PredictImageUrl 500
        row        = [pscustomobject] @{ Id = ''; Name = 'birds' }
    }
    $values.GetEnumerator() | ForEach-Object { Set-Variable $_.Key $_.Value -Scope Script }
}

AfterAll {
    Stop-CVLocalService $script:service
    Remove-Module CustomVision
}

Describe 'A mock' {
    It 'of <Name> accepts what the cmdlet accepts' -ForEach $byCmdlet {
        Mock $Name { 'mocked' }
        foreach ($call in $Calls) {
            & ([scriptblock]::Create($call)) | Should -Be mocked -Because $call
        }
    }

    It 'is tested for each cmdlet' {
        $tested = [regex]::Matches((Get-Content $PSCommandPath -Raw), "(?m)^ {8}'(\w+-CV\w+)").ForEach{ $_.Groups[1].Value } | Sort-Object -Unique
        $tested | Should -Be (Get-Command -Module CustomVision).Name
    }

    It 'can select calls by the text of a name, an id or a time' {
        Mock Start-CVTraining { 'other' }
        Mock Start-CVTraining { 'birds' } -ParameterFilter { $ProjectId -eq 'birds' -and $Timeout.Value.TotalSeconds -eq 30 }
        Start-CVTraining birds -Timeout 30 | Should -Be birds
        Start-CVTraining robins -Timeout 30 | Should -Be other
    }
}

Describe 'The types of parameters' {
    It 'convert values in casts' {
        "$([CustomVision.PowerShell.Binding.NameOrId] 'birds')" | Should -Be birds
        ([CustomVision.PowerShell.Binding.NameOrId] $project).Name | Should -Be birds
        ([CustomVision.PowerShell.Binding.NameOrId] "$id").Id | Should -Be $id
        ([CustomVision.PowerShell.Binding.Seconds] 0.5).Value | Should -Be ([timespan]::FromMilliseconds(500))
        "$([CustomVision.Http.Secret] $credential)" | Should -Be '(hidden)'
    }

    It 'convert values in functions that wrap a cmdlet' {
        $wrapper = [System.Management.Automation.ProxyCommand]::Create((Get-Command Get-CVTag))
        $null = New-Item function:Get-WrappedTag -Value $wrapper
        $birds = New-CVProject wrapped
        $null = New-CVTag wrapped robin
        (Get-WrappedTag wrapped -TagId robin).Name | Should -Be robin
        ($birds | Get-WrappedTag).Name | Should -Be robin
    }

    It 'reject other values with the reason' {
        { [CustomVision.PowerShell.Binding.Seconds] 'soon' } | Should -Throw "*'soon' is not a time*"
        { [CustomVision.PowerShell.Binding.NameOrId] @{ a = 1 } } | Should -Throw '*is not a name, an id or an object with an id.*'
    }
}
