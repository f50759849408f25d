# Importing the module: into sessions of all kinds, each a fresh process.

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"

    # Uses the module for what needs JSON, both ways, and says so.
    $script:use = '
        $service = Start-CVLocalService -InMemory
        $description = "beyond ASCII: $([char]0xE4)"
        $null = New-CVProject used -Description $description
        (Get-CVProject used).Description -eq $description
        Stop-CVLocalService $service
        '
}

Describe 'Import-Module' {
    It 'brings cmdlets, and leaves the rest of the session as it was' {
        $shown = Invoke-Fresh '
            $before = Get-Command -CommandType Function, Alias; $variables = (Get-Variable).Name + "before", "variables", "new", "_"
            Import-Module $module
            $new = Get-Command -CommandType Function, Alias | Where-Object { $_.Name -notin $before.Name }
            "new: " + (@($new.Name) + @((Get-Variable).Name | Where-Object { $_ -notin $variables }) -join " ")
            (Get-Module CustomVision).ExportedCmdlets.Count -gt 20'
        $shown | Should -Be 'new: ', 'True'
    }

    It 'loads no more than the two assemblies of the module' {
        # In PowerShell 7 all else is in the box; in Windows PowerShell bin/desktop adds to them.
        $shown = Invoke-Fresh "
            Import-Module `$module
            $script:use
            `$loaded = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { -not `$_.IsDynamic -and `$_.Location.StartsWith((Resolve-Path `$module).Path) }
            (`$loaded | ForEach-Object { `$_.GetName().Name } | Sort-Object) -join ' '"
        $shown[0] | Should -Be True
        if ($PSVersionTable.PSEdition -eq 'Core') { $shown[1] | Should -Be 'CustomVision.Client CustomVision.PowerShell' }
        else { $shown[1] | Should -BeLike 'CustomVision.Client CustomVision.PowerShell*System.Text.Json*' }
    }

    It 'works under strict mode, with $ErrorActionPreference at Stop' {
        Invoke-Fresh "Set-StrictMode -Version Latest; Import-Module `$module; $script:use" | Should -Be True
    }

    It 'works in a background job' {
        Invoke-Fresh "
            Start-Job -ArgumentList `$module -ScriptBlock { param(`$module) Import-Module `$module; $script:use } | Receive-Job -Wait -AutoRemoveJob" |
            Should -Be True
    }

    It 'is done by PowerShell itself when a cmdlet is called and the module stands in $env:PSModulePath' {
        $parent = Join-Path $TestDrive modules
        Copy-Item (Get-ModulePath) (Join-Path $parent CustomVision) -Recurse
        Invoke-Fresh '$env:PSModulePath = $module; Get-CVConnection; (Get-Module CustomVision).Name' -Module $parent | Should -Be CustomVision
    }

    It 'can be done again with -Force, and after Remove-Module, and the session goes on' {
        $shown = Invoke-Fresh '
            Import-Module $module
            $service = Start-CVLocalService -InMemory
            New-CVProject kept | Out-Null
            Import-Module $module -Force
            (Get-CVProject).Name
            Remove-Module CustomVision
            [bool](Get-Command Get-CVProject -ErrorAction Ignore)
            Import-Module $module
            (Get-CVProject -Connection $service.Connection).Name
            (Get-CVLocalService).ProcessId -eq $service.ProcessId
            Stop-CVLocalService $service'
        $shown | Should -Be kept, False, kept, True
    }
}

Describe 'A session that has another System.Text.Json' {
    BeforeAll {
        # One that is newer than any: a name and a version, and nothing in it.
        $script:newest = Join-Path $TestDrive System.Text.Json.dll
        Invoke-Fresh "Add-Type -OutputAssembly '$script:newest' -TypeDefinition '
            [assembly: System.Reflection.AssemblyVersion(`"99.0.0.0`")] public class Nothing { }'"
        $script:older = Join-Path (Get-ModulePath) 'bin/desktop/System.Text.Json.dll'
    }

    It 'takes the module when the other is older' {
        Invoke-Fresh "
            `$other = [System.Reflection.Assembly]::LoadFile('$script:older')
            `$other.GetName().Version.Major
            Import-Module `$module
            $script:use" | Should -Be 8, True
    }

    It 'takes the module when the other is newer' {
        Invoke-Fresh "
            `$other = [System.Reflection.Assembly]::LoadFile('$script:newest')
            `$other.GetName().Version.Major
            Import-Module `$module
            $script:use" | Should -Be 99, True
    }

    It 'takes the module when another module has brought one into the context that all share' {
        Invoke-Fresh "
            `$other = [System.Reflection.Assembly]::LoadFrom('$script:older')
            `$other.GetType('System.Text.Json.JsonSerializer').Name
            Import-Module `$module
            $script:use" | Should -Be JsonSerializer, True
    }

    It 'keeps its own after the module has been used' {
        Invoke-Fresh "
            Import-Module `$module
            $script:use
            [System.Reflection.Assembly]::LoadFile('$script:newest').GetName().Version.Major" | Should -Be True, 99
    }
}
