# Manifest, cmdlets and help belong together.

BeforeDiscovery {
    $manifest = Import-PowerShellDataFile "$PSScriptRoot/../../CustomVision.psd1"
    $script:cmdlets = $manifest.CmdletsToExport | ForEach-Object { @{ Name = $_ } }
    $script:changing = $script:cmdlets | Where-Object { $_.Name -notmatch '^(Get|Invoke|Measure)-|^Import-CVAnnotation$' }
    $script:removing = $script:cmdlets | Where-Object { $_.Name -match '^Remove-CV(?!Local)' }
}

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
}

AfterAll {
    Remove-Module CustomVision
}

Describe 'The manifest' {
    BeforeAll {
        $script:manifest = Test-ModuleManifest (Join-Path (Get-ModulePath) 'CustomVision.psd1') -ErrorAction Stop
    }

    It 'is accepted by PowerShell, and exports what it lists' {
        $script:manifest.ExportedCmdlets.Keys | Sort-Object | Should -Be ((Get-Command -Module CustomVision).Name | Sort-Object)
    }

    It 'exports cmdlets and nothing else' {
        (Get-Command -Module CustomVision).CommandType | Sort-Object -Unique | Should -Be Cmdlet
        $script:manifest.ExportedFunctions.Count + $script:manifest.ExportedAliases.Count + $script:manifest.ExportedVariables.Count | Should -Be 0
    }

    It 'says what the Gallery shows' {
        $script:manifest.CompatiblePSEditions | Should -Be Core, Desktop
        $script:manifest.PowerShellVersion | Should -Be '5.1'
        $script:manifest.LicenseUri | Should -Be 'https://opensource.org/license/mit'
        $script:manifest.ProjectUri | Should -BeLike 'https://*'
        $script:manifest.ReleaseNotes | Should -Not -BeNullOrEmpty
        $script:manifest.Description | Should -Not -BeNullOrEmpty
        $script:manifest.Tags | Should -Contain PSEdition_Core
        $script:manifest.Tags | Should -Contain PSEdition_Desktop
    }
}

Describe '<Name>' -ForEach $script:cmdlets {
    BeforeAll {
        $script:command = Get-Command $Name
        $script:help = Get-Help $Name -Full
    }

    It 'has a help page of its own' {
        $script:help.Synopsis | Should -Not -BeNullOrEmpty
        $script:help.Synopsis | Should -Not -BeLike "*$Name*" # what PowerShell makes up where there is no help
        $script:help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'has three examples or more, and it is called in them' {
        $examples = @($script:help.examples.example)
        $examples.Count | Should -BeGreaterOrEqual 3
        @($examples.code -like "*$Name*").Count | Should -BeGreaterThan 0
    }

    It 'explains each of its parameters' {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
        $explained = ($script:help.parameters.parameter | Where-Object { "$($_.description.Text)".Trim() }).name
        $script:command.Parameters.Keys | Where-Object { $_ -notin $common -and $_ -notin $explained } | Should -BeNullOrEmpty
    }

    It 'is named with the prefix, an approved verb, and the singular' {
        $script:command.Noun | Should -BeLike 'CV*'
        (Get-Verb $script:command.Verb).Verb | Should -Be $script:command.Verb
        $script:command.Noun | Should -Not -Match '[^s]s$'
    }
}

Describe '<Name>' -ForEach $script:changing {
    It 'changes something, and takes -WhatIf and -Confirm' {
        (Get-Command $Name).Parameters.Keys | Should -Contain WhatIf
        (Get-Command $Name).Parameters.Keys | Should -Contain Confirm
    }
}

Describe '<Name>' -ForEach $script:removing {
    It 'asks before it removes' {
        $attribute = (Get-Command $Name).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
        $attribute.ConfirmImpact | Should -Be High
    }
}

Describe 'The topics' {
    It 'are found by Get-Help: <_>' -ForEach about_CustomVision, about_CustomVision_Errors, about_CustomVision_LocalService {
        (Get-Help $_ | Out-String).Length | Should -BeGreaterThan 1000
    }
}
