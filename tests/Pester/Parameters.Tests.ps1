# What the parameters take and refuse.

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory
    $script:project = New-CVProject parameters
    $script:image = (Get-Texture brick)[0].FullName
}

AfterAll {
    Stop-CVLocalService $script:service
    Remove-Module CustomVision
}

Describe 'A value out of range' {
    It 'is refused before anything is sent: <Call>' -ForEach @(
        @{ Call = 'Add-CVTrainingImage $image -ProjectId $project -BatchSize 0' }
        @{ Call = 'Add-CVTrainingImage $image -ProjectId $project -BatchSize 65' }
        @{ Call = 'Add-CVTrainingImage $image -ProjectId $project -ThrottleLimit 0' }
        @{ Call = 'Add-CVTrainingImage $image -ProjectId $project -MaxRetry -1' }
        @{ Call = 'Get-CVTrainingImage $project -First -1' }
        @{ Call = 'Start-CVLocalService -InMemory -Port 70000' }
        @{ Call = 'New-CVTag $project ""' }
        @{ Call = 'New-CVProject $null' }
    ) {
        $before = @(Get-CVLocalRequest).Count
        $run = "`$project = `$script:project; `$image = `$script:image; $Call -ErrorAction Stop"
        { & ([scriptblock]::Create($run)) } | Should -Throw -ErrorId 'ParameterArgument*'
        @(Get-CVLocalRequest).Count | Should -Be $before
    }
}

Describe 'Parameters that exclude each other' {
    It 'are refused: <Call>' -ForEach @(
        @{ Call = 'Add-CVTrainingImage -Path a.jpg -Url http://127.0.0.1/a.jpg -ProjectId $project' }
        @{ Call = 'Add-CVTrainingImage -Path a.jpg -LiteralPath a.jpg -ProjectId $project' }
        @{ Call = 'Start-CVLocalService -InMemory -DataPath here' }
    ) {
        { & ([scriptblock]::Create("`$project = `$script:project; $Call -ErrorAction Stop")) } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
    }
}

Describe 'An id' {
    It 'may be a name, an id, its text, or the object that has it' {
        $tag = New-CVTag $script:project wren
        foreach ($way in 'parameters', $script:project.Id, "$($script:project.Id)", $script:project) {
            (Get-CVTag $way -Name wren).Id | Should -Be $tag.Id
        }
        Remove-CVTag $script:project $tag -Confirm:$false
    }

    It 'binds from the pipeline with its object' {
        $tag = New-CVTag $script:project robin
        ($script:project | Get-CVTag).Id | Should -Be $tag.Id
        (Get-CVProject param* | Get-CVTag -Name robin).Id | Should -Be $tag.Id
    }
}

Describe 'What is missing' {
    It 'is an error in a session that cannot ask, not a prompt' {
        $shown = Invoke-Fresh '
            Import-Module $module
            try { Add-CVTrainingImage -Path a.jpg } catch { $_.FullyQualifiedErrorId }'
        $shown | Should -BeLike 'MissingMandatoryParameter,*'
    }

    It 'is an error when a removal needs confirmation and the session is not interactive' {
        $shown = Invoke-Fresh ('
            Import-Module $module
            Connect-CVService {0} -TrainingKey {1}
            try {{ Remove-CVProject parameters; "removed" }} catch {{ "refused" }}
            (Get-CVProject).Name' -f $script:service.Endpoint, (Get-PlainText $script:service.TrainingKey))
        $shown | Should -Be refused, parameters
    }

    It 'is a connection: then the error says what to do' {
        $shown = Invoke-Fresh '
            Get-ChildItem env:VISION_* | Remove-Item
            Import-Module $module
            try { Get-CVProject } catch { $_.FullyQualifiedErrorId; $_.ErrorDetails.RecommendedAction }'
        $shown[0] | Should -BeLike 'NotConnected,*'
        $shown[1] | Should -BeLike '*Connect-CVService*'
    }
}
