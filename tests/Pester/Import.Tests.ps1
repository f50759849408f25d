# Import-Module in several kinds of sessions. Each test starts a new process.

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory -NoConnect

    # Uses the module in a way that reads and writes JSON, and writes whether that worked.
    $script:use = '
        Connect-CVService {0} -TrainingKey {1}
        $description = "beyond ASCII: $([char]0xE4)"
        $project = New-CVProject "used-$([guid]::NewGuid())" -Description $description
        (Get-CVProject $project.Name).Description -eq $description
        '.Replace('{0}', $script:service.Endpoint).Replace('{1}', (Get-PlainText $script:service.TrainingKey))
}

AfterAll {
    Stop-CVLocalService $script:service
    Remove-Module CustomVision
}

Describe 'Import-Module' {
    It 'adds cmdlets and changes nothing else in the session, and loads only the two assemblies of the module' {
        # PowerShell 7 includes the other assemblies. Windows PowerShell also loads those in bin/desktop.
        $shown = Invoke-Fresh "
            `$before = Get-Command -CommandType Function, Alias; `$variables = (Get-Variable).Name + 'before', 'variables', 'new', '_'
            Import-Module `$module
            `$new = Get-Command -CommandType Function, Alias | Where-Object { `$_.Name -notin `$before.Name }
            'new: ' + (@(`$new.Name) + @((Get-Variable).Name | Where-Object { `$_ -notin `$variables }) -join ' ')
            (Get-Module CustomVision).ExportedCmdlets.Count -gt 20
            $script:use
            `$loaded = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { -not `$_.IsDynamic -and `$_.Location.StartsWith((Resolve-Path `$module).Path) }
            (`$loaded | ForEach-Object { `$_.GetName().Name } | Sort-Object) -join ' '"
        $shown[0..2] | Should -Be 'new: ', 'True', 'True'
        if ($PSVersionTable.PSEdition -eq 'Core') { $shown[3] | Should -Be 'CustomVision.Client CustomVision.PowerShell' }
        else { $shown[3] | Should -BeLike 'CustomVision.Client CustomVision.PowerShell*System.Text.Json*' }
    }

    It 'loads the image library for -Resize and not before, and away from the assemblies of others' -Skip:($PSVersionTable.PSEdition -ne 'Core') {
        $image = (Get-Texture brick)[0].FullName
        $shown = Invoke-Fresh "
            Import-Module `$module
            $script:use
            function Get-Library { ([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -eq 'SkiaSharp' } | ForEach-Object { [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext(`$_).Name }) -join ' ' }
            (Add-CVTrainingImage '$image' -ProjectId `$project).Status
            'before: ' + (Get-Library)
            (Add-CVTrainingImage '$image' -ProjectId `$project -Resize).Status
            'after: ' + (Get-Library)"
        $shown | Should -Be True, OK, 'before: ', OKDuplicate, 'after: Imaging'
    }

    It 'works under strict mode, with $ErrorActionPreference at Stop' {
        Invoke-Fresh "Set-StrictMode -Version Latest; Import-Module `$module; $script:use" | Should -Be True
    }

    It 'works in a background job' {
        Invoke-Fresh "
            Start-Job -ArgumentList `$module -ScriptBlock { param(`$module) Import-Module `$module; $script:use } | Receive-Job -Wait -AutoRemoveJob" |
            Should -Be True
    }

    It 'runs automatically when a script calls a cmdlet of a module in $env:PSModulePath' {
        $parent = Join-Path $TestDrive modules
        Copy-Item (Get-ModulePath) (Join-Path $parent CustomVision) -Recurse
        Invoke-Fresh '$env:PSModulePath = $module; Get-CVConnection; (Get-Module CustomVision).Name' -Module $parent | Should -Be CustomVision
    }

    It 'works again with -Force and after Remove-Module' {
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
        # An assembly with a higher version and no content.
        $script:newest = Join-Path $TestDrive System.Text.Json.dll
        Invoke-Fresh "Add-Type -OutputAssembly '$script:newest' -TypeDefinition '
            [assembly: System.Reflection.AssemblyVersion(`"99.0.0.0`")] public class Nothing { }'"
        $script:older = Join-Path (Get-ModulePath) 'bin/desktop/System.Text.Json.dll'
    }

    It 'can use the module when the other assembly is older' {
        Invoke-Fresh "
            `$other = [System.Reflection.Assembly]::LoadFile('$script:older')
            `$other.GetName().Version.Major
            Import-Module `$module
            $script:use" | Should -Be 8, True
    }

    It 'can use the module when the other assembly is newer' {
        Invoke-Fresh "
            `$other = [System.Reflection.Assembly]::LoadFile('$script:newest')
            `$other.GetName().Version.Major
            Import-Module `$module
            $script:use" | Should -Be 99, True
    }

    It 'can use the module when another module has loaded the assembly into the default context' {
        Invoke-Fresh "
            `$other = [System.Reflection.Assembly]::LoadFrom('$script:older')
            `$other.GetType('System.Text.Json.JsonSerializer').Name
            Import-Module `$module
            $script:use" | Should -Be JsonSerializer, True
    }

    It 'can load its own assembly after it has used the module' {
        Invoke-Fresh "
            Import-Module `$module
            $script:use
            [System.Reflection.Assembly]::LoadFile('$script:newest').GetName().Version.Major" | Should -Be True, 99
    }
}
