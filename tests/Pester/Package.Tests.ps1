# The packages and the zip file, used as after an installation. They are made of what dotnet build has left in out/.

BeforeDiscovery {
    $script:noSdk = -not (Get-Command dotnet -ErrorAction Ignore) -or -not (dotnet --list-sdks)
    # On Windows, the folder for a user's modules can't be redirected to a temporary folder.
    $script:noInstallation = $script:noSdk -or $env:OS -eq 'Windows_NT'
}

Describe 'The packages' -Skip:$script:noSdk {
    BeforeAll {
        . "$PSScriptRoot/Paths.ps1"
        $script:packed = Join-Path $TestDrive packed
        $script:modules = Join-Path $TestDrive out

        # The modules without the native libraries for other platforms, which take long to compress and to unpack.
        function Copy-Module {
            Copy-Item (Join-Path (Get-Root) out/CustomVision) (Join-Path $script:modules CustomVision) -Recurse
            $service = Join-Path (Get-Root) out/CustomVision.LocalService
            $copy = New-Item (Join-Path $script:modules CustomVision.LocalService/service) -ItemType Directory -Force
            Copy-Item (Join-Path $service *) $copy.Parent -Exclude service
            Copy-Item (Join-Path $service service/*) $copy -Exclude runtimes
            $platform = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
            $all = Get-ChildItem (Join-Path $service service/runtimes)
            $own = $all | Where-Object { $platform -like "$($_.Name)*" }
            $runtimes = New-Item (Join-Path $copy runtimes) -ItemType Directory
            Copy-Item $(if ($own) { $own.FullName } else { $all.FullName }) $runtimes -Recurse
        }

        function New-Package([string] $Folder, [string[]] $Arguments) {
            $shown = dotnet pack (Join-Path (Get-Root) 'src/CustomVision.Package') --no-build --configuration Debug --output $Folder "-p:ModuleRoot=$script:modules/" @Arguments
            if ($LASTEXITCODE -ne 0) { throw ($shown -join "`n") }
        }

        Copy-Module
        # The zip file of the service has the same files as its package.
        New-Package $script:packed '-p:ZippedModules=CustomVision'
        $script:manifest = Import-PowerShellDataFile (Join-Path (Get-Root) 'CustomVision.psd1')
        $script:version = [version]$script:manifest.ModuleVersion
        $script:next = [version]::new($script:version.Major, $script:version.Minor, $script:version.Build + 1)

        Add-Type -AssemblyName System.IO.Compression, System.IO.Compression.FileSystem

        # The hash of each file in a package or zip file, by its path, without the files that belong to the packaging.
        function Get-ArchiveHash([string] $Name, [string] $Prefix = '') {
            $archive = [IO.Compression.ZipFile]::OpenRead((Join-Path $script:packed $Name))
            $sha = [Security.Cryptography.SHA256]::Create()
            try {
                foreach ($entry in $archive.Entries) {
                    $path = [uri]::UnescapeDataString($entry.FullName)
                    if ($path -match '^(_rels/|package/|\[Content_Types\]\.xml$|[^/]+\.nuspec$)') { continue }
                    if (-not $path.StartsWith($Prefix)) { throw "$path is not in $Prefix." }
                    $content = $entry.Open()
                    try { $path.Substring($Prefix.Length) + ' ' + [BitConverter]::ToString($sha.ComputeHash($content)) }
                    finally { $content.Dispose() }
                }
            }
            finally { $archive.Dispose() }
        }

        function Get-FolderHash([string] $Path) {
            foreach ($file in Get-ChildItem $Path -Recurse -File) {
                $hash = (Get-FileHash -LiteralPath $file.FullName).Hash -replace '..(?!$)', '$0-'
                $file.FullName.Substring($Path.Length + 1).Replace('\', '/') + ' ' + $hash
            }
        }

        function Get-Nuspec([string] $Module) {
            $archive = [IO.Compression.ZipFile]::OpenRead((Join-Path $script:packed "$Module.$script:version.nupkg"))
            try {
                $reader = [IO.StreamReader]::new($archive.GetEntry("$Module.nuspec").Open())
                try { ([xml]$reader.ReadToEnd()).package.metadata } finally { $reader.Dispose() }
            }
            finally { $archive.Dispose() }
        }
    }

    It 'have the files of <_> and no others' -ForEach 'CustomVision', 'CustomVision.LocalService' {
        $built = Get-FolderHash (Convert-Path (Join-Path $script:modules $_)) | Sort-Object
        Get-ArchiveHash "$_.$script:version.nupkg" | Sort-Object | Should -Be $built
        if ($_ -eq 'CustomVision') { Get-ArchiveHash "$_-$script:version.zip" "$_/" | Sort-Object | Should -Be $built }
    }

    It 'keep CustomVision within 2 MB' {
        (Get-Item (Join-Path $script:packed "CustomVision.$script:version.nupkg")).Length | Should -BeLessOrEqual 2MB
    }

    It 'have the metadata of the manifest: <_>' -ForEach 'CustomVision', 'CustomVision.LocalService' {
        $manifest = Import-PowerShellDataFile (Join-Path $script:modules "$_/$_.psd1")
        $data = $manifest.PrivateData.PSData
        $metadata = Get-Nuspec $_
        $metadata.id | Should -Be $_
        $metadata.version | Should -Be $script:version
        $metadata.authors | Should -Be $manifest.Author
        $metadata.description | Should -Be $manifest.Description
        $metadata.copyright | Should -Be $manifest.Copyright
        $metadata.licenseUrl | Should -Be $data.LicenseUri
        $metadata.projectUrl | Should -Be $data.ProjectUri
        $metadata.releaseNotes | Should -Be $data.ReleaseNotes
        $metadata.dependencies | Should -BeNullOrEmpty
        $tags = $data.Tags + 'PSModule'
        if ($manifest.CmdletsToExport) {
            $tags += 'PSIncludes_Cmdlet'
            $tags += $manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" }
        }
        $metadata.tags -split ' ' | Sort-Object | Should -Be ($tags | Sort-Object)
    }

    Context 'from the zip file' {
        BeforeAll {
            $script:unzipped = Join-Path $TestDrive unzipped
            Expand-Archive (Join-Path $script:packed "CustomVision-$script:version.zip") $script:unzipped
            $script:service = Convert-Path (Join-Path (Get-Root) out)

            # A version of the service that would not start.
            function Add-Service([string] $Version) {
                $folder = Join-Path $script:unzipped "CustomVision.LocalService/$Version"
                $null = New-Item (Join-Path $folder 'service/CustomVision.LocalService.dll') -Force
                Set-Content (Join-Path $folder 'CustomVision.LocalService.psd1') "@{ ModuleVersion = '$Version' }"
            }
        }

        It 'the module without a service says how to install one' {
            Add-Service 99.0.0
            Invoke-Fresh '
                $env:PSModulePath = $module
                try { Start-CVLocalService -InMemory } catch { $_.FullyQualifiedErrorId; "$_" }
                Remove-Item (Join-Path $module CustomVision.LocalService) -Recurse
                try { Start-CVLocalService -InMemory } catch { "$_"; $_.ErrorDetails.RecommendedAction }
                Connect-CVService http://127.0.0.1:1 -TrainingKey k -SkipCheck
                try { Add-CVTrainingImage a.jpg -ProjectId ([guid]::NewGuid()) -Resize } catch { $_.FullyQualifiedErrorId; "$_" }' -Module $script:unzipped | Should -Be @(
                    'LocalServiceMissing,CustomVision.PowerShell.Commands.LocalServices.StartLocalServiceCommand'
                    "The local service 99.0.0 in $(Join-Path $script:unzipped CustomVision.LocalService/99.0.0) does not match CustomVision $script:version. To install the matching version, run: Install-PSResource CustomVision.LocalService -Version $script:version"
                    'The local service is not installed. To install it, run: Install-PSResource CustomVision.LocalService'
                    'Run: Install-PSResource CustomVision.LocalService'
                    'ResizerMissing,CustomVision.PowerShell.Commands.TrainingImages.AddTrainingImageCommand'
                    '-Resize uses the image library of the local service. The local service is not installed. To install it, run: Install-PSResource CustomVision.LocalService'
                )
        }

        It 'the module uploads, trains and predicts with the service of the same version, although a newer one is nearer' {
            Add-Service $script:next
            Invoke-Fresh ('
                $env:PSModulePath = $module, "{1}" -join [IO.Path]::PathSeparator
                $service = Start-CVLocalService -InMemory
                (Get-Module CustomVision).Version.ToString()
                $project = New-CVProject surfaces
                $results = Get-ChildItem "{0}/*/*.jpg" | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag
                @($results | Where-Object IsStored).Count
                (Start-CVTraining $project -Wait -SetDefault).Status
                (Get-ChildItem "{0}/brick/brick_01.jpg" | Invoke-CVPrediction -ProjectId $project).Tag
                (Get-Help Add-CVTrainingImage).Synopsis -like "Uploads*"
                ($results[0] | Out-String) -match "Status +Image"
                Stop-CVLocalService $service'.Replace('{0}', (Join-Path (Get-Root) 'samples/textures/train')).Replace('{1}', $script:service)) -Module $script:unzipped |
                Should -Be $script:version, 36, Completed, brick, True, True
        }
    }

    Context 'from a repository' -Skip:$script:noInstallation {
        BeforeAll {
            $script:newer = Join-Path $TestDrive newer
            New-Package $script:newer '-p:ModuleName=CustomVision', '-p:ZippedModules=none', "-p:Version=$script:next"

            $script:environment = @{}
            foreach ($name in 'HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'PSModulePath') {
                $script:environment[$name] = [Environment]::GetEnvironmentVariable($name)
                [Environment]::SetEnvironmentVariable($name, $null)
            }
            # Modules, repositories and settings of the user are in here.
            $env:HOME = (New-Item (Join-Path $TestDrive 'home') -ItemType Directory).FullName

            $script:upload = '
                $service = Start-CVLocalService -InMemory
                $project = New-CVProject surfaces
                $results = Get-ChildItem "{0}/*/*_01.jpg" | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag
                Get-Module CustomVision | ForEach-Object { "$($_.Version) in $($_.ModuleBase)" }
                "$(@($results | Where-Object IsStored).Count) images"
                Stop-CVLocalService $service
                '.Replace('{0}', (Join-Path (Get-Root) 'samples/textures/train'))
            $script:installed = Join-Path $env:HOME '.local/share/powershell/Modules'
        }

        AfterAll {
            foreach ($name in $script:environment.Keys) { [Environment]::SetEnvironmentVariable($name, $script:environment[$name]) }
        }

        It 'are installed one after the other, in one session' {
            Invoke-Fresh ('
                Register-PSResourceRepository -Name packed -Uri $module -Trusted
                Install-PSResource CustomVision -Repository packed
                try { Start-CVLocalService -InMemory } catch { "$_" }
                Install-PSResource CustomVision.LocalService -Repository packed
                ' + $script:upload + 'Get-InstalledPSResource | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Version)" }') -Module $script:packed | Should -Be @(
                    'The local service is not installed. To install it, run: Install-PSResource CustomVision.LocalService'
                    "$script:version in $script:installed/CustomVision/$script:version"
                    '3 images'
                    "CustomVision $script:version"
                    "CustomVision.LocalService $script:version"
                )
        }

        It 'work in a new session' {
            Invoke-Fresh $script:upload | Should -Be "$script:version in $script:installed/CustomVision/$script:version", '3 images'
        }

        It 'are updated and uninstalled' {
            Copy-Item (Join-Path $script:newer "CustomVision.$script:next.nupkg") $script:packed
            Invoke-Fresh ('
                Update-PSResource CustomVision -Repository packed
                ' + $script:upload + '
                Uninstall-PSResource CustomVision, CustomVision.LocalService -Version *') |
                Should -Be "$script:next in $script:installed/CustomVision/$script:next", '3 images'
            Get-ChildItem $script:installed -Recurse -File | Should -BeNullOrEmpty
        }
    }
}
