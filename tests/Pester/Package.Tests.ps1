# The package and the zip, unpacked and used as after an installation. They are made of what dotnet build has staged.

BeforeDiscovery {
    $script:noSdk = -not (Get-Command dotnet -ErrorAction Ignore) -or -not (dotnet --list-sdks)
}

Describe 'The package' -Skip:$script:noSdk {
    BeforeAll {
        . "$PSScriptRoot/Paths.ps1"
        $packed = Join-Path $TestDrive packed
        $shown = dotnet pack (Join-Path (Get-Root) 'src/CustomVision.Package') --no-build --configuration Debug --output $packed
        if ($LASTEXITCODE -ne 0) { throw $shown }
        $script:version = (Import-PowerShellDataFile (Join-Path (Get-ModulePath) 'CustomVision.psd1')).ModuleVersion

        # As Install-PSResource has it: modules/<name>/<version>, without what belongs to the packaging.
        Copy-Item (Join-Path $packed "CustomVision.$script:version.nupkg") (Join-Path $TestDrive package.zip)
        $script:fromPackage = Join-Path $TestDrive 'package'
        $script:installed = Join-Path $script:fromPackage "CustomVision/$script:version"
        Expand-Archive (Join-Path $TestDrive package.zip) $script:installed
        $script:nuspec = [xml](Get-Content (Join-Path $script:installed CustomVision.nuspec) -Raw)
        Remove-Item -LiteralPath (Join-Path $script:installed '[Content_Types].xml'), (Join-Path $script:installed CustomVision.nuspec)
        Remove-Item -LiteralPath (Join-Path $script:installed _rels), (Join-Path $script:installed package) -Recurse -Force # _rels/.rels is a hidden file

        $script:fromZip = Join-Path $TestDrive 'zip'
        Expand-Archive (Join-Path $packed "CustomVision-$script:version.zip") $script:fromZip

        $script:work = '
            $env:PSModulePath = $module + [IO.Path]::PathSeparator + $env:PSModulePath
            $service = Start-CVLocalService -InMemory
            (Get-Module CustomVision).Version.ToString()
            $project = New-CVProject surfaces
            $results = Get-ChildItem "{0}/*/*.jpg" | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag
            @($results | Where-Object IsStored).Count
            (Start-CVTraining $project -Wait -SetDefault).Status
            (Get-ChildItem "{0}/brick/brick_01.jpg" | Invoke-CVPrediction -ProjectId $project).Tag
            (Get-Help Add-CVTrainingImage).Synopsis -like "Uploads*"
            ($results[0] | Out-String) -match "Status +Image"
            Stop-CVLocalService $service' -replace '\{0\}', (Join-Path (Get-Root) 'samples/textures/train')
    }

    It 'holds what was built and nothing else: <_>' -ForEach 'package', 'zip' {
        $folder = if ($_ -eq 'zip') { Join-Path $script:fromZip CustomVision } else { $script:installed }
        $in = { param($root) Get-ChildItem $root -Recurse -File | ForEach-Object { $_.FullName.Substring($root.Length + 1).Replace('\', '/') } | Sort-Object }
        & $in $folder | Should -Be (& $in (Convert-Path (Join-Path (Get-Root) 'out/CustomVision')))
    }

    It 'works by its name from a folder of $env:PSModulePath: <_>' -ForEach 'package', 'zip' {
        $path = if ($_ -eq 'zip') { $script:fromZip } else { $script:fromPackage }
        Invoke-Fresh $script:work -Module $path | Should -Be $script:version, 36, Completed, brick, True, True
    }

    It 'tells the Gallery what the manifest says' {
        $metadata = $script:nuspec.package.metadata
        $metadata.id | Should -Be CustomVision
        $metadata.version | Should -Be $script:version
        $metadata.licenseUrl | Should -Be 'https://opensource.org/license/mit'
        $tags = $metadata.tags -split ' '
        $tags | Should -Contain PSModule
        foreach ($cmdlet in (Test-ModuleManifest (Join-Path $script:installed CustomVision.psd1)).ExportedCmdlets.Keys) {
            $tags | Should -Contain "PSCmdlet_$cmdlet"
        }
    }
}
