# The scripts in samples/, as people run them. Build first (dotnet build), then: Invoke-Pester tests/Pester

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    $script:samples = Join-Path (Get-Root) 'samples'
    $script:textures = Join-Path $script:samples 'textures'
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory

    # An image like no other: a photograph with something behind its end, which decoders pass over.
    function Write-Image([string] $Path, [string] $Like = 'brick/brick_01.jpg') {
        $null = New-Item -ItemType Directory -Force (Split-Path $Path)
        [System.IO.File]::WriteAllBytes($Path, [System.IO.File]::ReadAllBytes("$script:textures/train/$Like") + [guid]::NewGuid().ToByteArray())
        $Path
    }
    function Get-TagCount($Project) {
        (Get-CVTag $Project | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.ImageCount)" }) -join ', '
    }
}

AfterAll {
    $script:service | Stop-CVLocalService
    Remove-Module CustomVision
}

Describe 'Samples' {
    BeforeEach {
        $script:project = New-CVProject "samples-$([guid]::NewGuid())"
        $script:folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
    }

    It 'folders-to-tags.ps1 takes the tags from the folders' {
        (& $script:samples/folders-to-tags.ps1 $script:textures/train $script:project.Name).Status | Group-Object -NoElement | ForEach-Object { "$($_.Count) $($_.Name)" } | Should -Be '36 OK'
        Get-TagCount $script:project | Should -Be 'brick 12, grass 12, gravel 12'
    }

    Context 'csv-labels.ps1' {
        It 'takes the tags from a table, several rows for several tags' {
            $null = Write-Image "$script:folder/images/a.jpg"
            $null = Write-Image "$script:folder/images/b[1].jpg"
            $null = Write-Image "$script:folder/c.jpg"
            Set-Content "$script:folder/labels.csv" 'Path,Tag', 'images/a.jpg,brick', "images/b[1].jpg,`"red, old`"", "$script:folder/c.jpg,", 'images/a.jpg,wall'
            $results = & $script:samples/csv-labels.ps1 "$script:folder/labels.csv" $script:project.Id
            $results.Status | Should -Be OK, OK, OK
            $results | ForEach-Object { Split-Path $_.Path -Leaf } | Should -Be 'a.jpg', 'b[1].jpg', 'c.jpg'
            Get-TagCount $script:project | Should -Be 'brick 1, red, old 1, wall 1'
            Get-CVTrainingImage $script:project -Untagged | Should -HaveCount 1
        }

        It 'tells of a file that is not there, and goes on' {
            $null = Write-Image "$script:folder/a.jpg"
            Set-Content "$script:folder/labels.csv" 'Path,Tag', 'none.jpg,brick', 'a.jpg,brick'
            $results = & $script:samples/csv-labels.ps1 "$script:folder/labels.csv" $script:project.Id 2>$null
            $results.Status | Should -Be ErrorSource, OK
        }

        It 'says which column is missing' {
            Set-Content "$script:folder/labels.csv" 'Path,Label', 'a.jpg,brick'
            { & $script:samples/csv-labels.ps1 "$script:folder/labels.csv" $script:project.Id } | Should -Throw '*has no column named Tag.'
        }
    }

    It 'upload-train-predict.ps1 predicts images that it has never seen' {
        $predictions = & $script:samples/upload-train-predict.ps1 $script:textures/train $script:textures/test $script:project.Name
        $predictions | Should -HaveCount 12
        @($predictions | Where-Object { $_.Tag -eq ([System.IO.FileInfo] $_.Path).Directory.Name }).Count | Should -BeGreaterOrEqual 11
    }

    It 'resume-upload.ps1 sends nothing twice' {
        $first = & $script:samples/resume-upload.ps1 $script:textures/train/brick $script:project.Name -Journal "$script:folder/journal"
        "$($first.Images) $($first.SentNow) $($first.SentBefore) $($first.Failed)" | Should -Be '12 12 0 0'
        $second = & $script:samples/resume-upload.ps1 $script:textures/train $script:project.Name -Journal "$script:folder/journal"
        "$($second.Images) $($second.SentNow) $($second.SentBefore) $($second.Failed)" | Should -Be '36 24 12 0'
    }

    It '<Name> ends with an error and without a summary when <What>' -ForEach @(
        @{ Name = 'resume-upload.ps1'; What = 'the project does not exist'; Arguments = @{ Project = 'no-such-project' }; Reason = '*no-such-project*' }
        @{ Name = 'resume-upload.ps1'; What = 'the service does not run'; Endpoint = 'http://127.0.0.1:1/'; Reason = '*127.0.0.1:1*' }
        @{ Name = 'resume-upload.ps1'; What = 'the journal is another file'; Arguments = @{ Journal = $PSCommandPath }; Reason = '*is not the journal of an upload*' }
        @{ Name = 'folders-to-tags.ps1'; What = 'the project does not exist'; Arguments = @{ Project = 'no-such-project' }; Reason = '*no-such-project*' }
    ) {
        $all = @{ Folder = "$script:textures/train/brick"; Project = $script:project.Name }
        if ($Name -like 'resume*') { $all.Journal = "$script:folder/nothing.journal" }
        foreach ($argument in $Arguments.Keys) { $all[$argument] = $Arguments[$argument] }
        if (-not $Endpoint) { $Endpoint = $script:service.Endpoint }

        # In a session without try, in which a script goes on after an error of a command.
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('param($module, $endpoint, $key, $script, $all) Import-Module $module; Connect-CVService $endpoint -TrainingKey $key -SkipCheck -MaxRetry 0; & $script @all', $false)
            $null = $shell.AddArgument((Get-ModulePath)).AddArgument("$Endpoint").AddArgument($script:service.TrainingKey).AddArgument("$script:samples/$Name").AddArgument($all)
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            { $shell.Invoke($null, $output) } | Should -Throw $Reason
            $output | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
    }

    It 'move-project.ps1 moves images, tags and settings' {
        $source = New-CVProject "moved-$([guid]::NewGuid())" -Description "one; `"two`", $([char] 0xF6)" -DomainId Food
        $null = New-CVTag $source 'unused; yet' -Description 'Nothing has it'
        $null = Add-CVTrainingImage -LiteralPath (Write-Image "$script:folder/in/1.jpg") -ProjectId $source -Tag brick, 'red; old' -CreateTag
        $null = Add-CVTrainingImage -LiteralPath (Write-Image "$script:folder/in/2.jpg") -ProjectId $source

        $other = Start-CVLocalService -InMemory -NoConnect
        try {
            $moved = & $script:samples/move-project.ps1 $source.Name "$script:folder/backup" -To $other.Connection

            "$($moved.Name) $($moved.ImageCount) $($moved.TagCount) $($moved.IsComplete)" | Should -Be "$($source.Name) 2 3 True"
            $moved.Project.Description | Should -Be $source.Description
            Get-CVTrainingImage $moved.ProjectId -TagId 'red; old' -Connection $other.Connection | ForEach-Object { $_.Tags } | Should -HaveCount 2
        }
        finally { Stop-CVLocalService $other }
    }

    It 'upload-without-duplicates.ps1 sends no copy and nothing that contradicts' {
        $one = Write-Image "$script:folder/brick/a[1].jpg"
        $two = Write-Image "$script:folder/brick/two.jpg"
        $three = Write-Image "$script:folder/grass/three.jpg" -Like grass/grass_01.jpg
        $null = New-Item -ItemType Directory "$script:folder/more/brick"
        Copy-Item -LiteralPath $one -Destination "$script:folder/more/brick/copy.jpg"
        Copy-Item -LiteralPath $two -Destination "$script:folder/grass/two.jpg"

        $results = & $script:samples/upload-without-duplicates.ps1 $script:folder $script:project.Name
        $status = @{}
        $results | ForEach-Object { $status[$_.Path.Substring($script:folder.Length + 1).Replace('\', '/')] = $_ }
        $results | Should -HaveCount 5
        $status['grass/three.jpg'].Status | Should -Be OK
        $status['brick/two.jpg'].Status, $status['grass/two.jpg'].Status | Should -Be Contradiction, Contradiction
        $status['brick/two.jpg'].SameAs | Should -BeLike '*two.jpg'
        $status['brick/a[1].jpg'].Status, $status['more/brick/copy.jpg'].Status | Sort-Object | Should -Be OK, SameContent
        ($results | Where-Object Status -EQ SameContent).SameAs | Should -Be ($results | Where-Object { $_.Status -eq 'OK' -and $_.Path -ne $three }).Path
        Get-TagCount $script:project | Should -Be 'brick 1, grass 1'
    }
}

Describe 'runbook.ps1' {
    BeforeAll {
        $script:blobs = @{}
        foreach ($surface in 'brick', 'grass') {
            foreach ($number in 1..5) { $script:blobs["2026/$surface/$surface $number.jpg"] = Write-Image "$TestDrive/blobs/$surface$number.jpg" -Like "$surface/${surface}_0$number.jpg" }
        }
        $script:blobs['notes.txt'] = Join-Path (Get-Root) README.md
        $script:blobs['loose & lost.jpg'] = Write-Image "$TestDrive/blobs/loose.jpg"
        $script:blobs['bad/broken.jpg'] = "$TestDrive/broken.jpg"
        Set-Content "$TestDrive/broken.jpg" 'no image'
        $script:azure = & $PSScriptRoot/StandInAzure.ps1 -Service $script:service -Blobs $script:blobs
        $env:IDENTITY_ENDPOINT = "$($script:azure.Endpoint)identity"
        $env:IDENTITY_HEADER = $script:azure.IdentityHeader
        $script:shell, $script:shellArguments = Get-Shell

        # As Azure Automation runs it: a process of its own, nobody to ask, the module known by its name.
        function Invoke-Runbook([string[]] $Arguments) {
            $modules = $env:PSModulePath
            $env:PSModulePath = "$(Split-Path (Get-ModulePath))$([System.IO.Path]::PathSeparator)$modules"
            try {
                $command = "& '$script:samples/runbook.ps1' -Endpoint $($script:azure.Endpoint) $Arguments | ForEach-Object { ConvertTo-Json `$_ -Compress }"
                $shown = & $script:shell @script:shellArguments -Command $command 2>&1 | ForEach-Object { "$_" }
                [pscustomobject]@{ ExitCode = $LASTEXITCODE; Summary = @($shown) -like '{*' | ConvertFrom-Json; Text = $shown -join "`n" }
            }
            finally { $env:PSModulePath = $modules }
        }
    }

    AfterAll {
        $script:azure.Stop()
        Remove-Item Env:IDENTITY_ENDPOINT, Env:IDENTITY_HEADER
    }

    BeforeEach {
        $script:project = New-CVProject "samples-$([guid]::NewGuid())"
    }

    It 'uploads a folder with a token in place of a key, returns one summary and shows no token' {
        $run = Invoke-Runbook "-Project $script:project -Folder '$script:textures/train' -Verbose"
        $run.ExitCode | Should -Be 0 -Because $run.Text
        $run.Summary | Should -HaveCount 1
        "$($run.Summary.Images) $($run.Summary.Stored) $($run.Summary.Duplicates) $($run.Summary.Failed)" | Should -Be '36 36 0 0'
        Get-TagCount $script:project | Should -Be 'brick 12, grass 12, gravel 12'
        $run.Text | Should -BeLike '*CreateImagesFromData*'
        foreach ($token in $script:azure.Tokens.Values) { $run.Text | Should -Not -BeLike "*$token*" }
    }

    It 'uploads a private container with the same identity, trains, and finds nothing to do the next time' {
        $arguments = "-Project $script:project -ContainerUrl $($script:azure.Endpoint)photos -Prefix 2026/ -Train"
        $run = Invoke-Runbook $arguments
        $run.ExitCode | Should -Be 0 -Because $run.Text
        "$($run.Summary.Images) $($run.Summary.Stored) $($run.Summary.Iteration)" | Should -Be '10 10 Iteration 1'
        Get-TagCount $script:project | Should -Be 'brick 5, grass 5'
        $script:azure.Requests | Should -Contain 'GET /photos https://storage.azure.com/'

        $again = Invoke-Runbook $arguments
        $again.ExitCode | Should -Be 0 -Because $again.Text
        "$($again.Summary.Images) $($again.Summary.Stored) $($again.Summary.Duplicates) $($again.Summary.Iteration)" | Should -Be '10 0 10 '
    }

    It 'fails with counts when an image failed, after its summary, and the others are in' {
        $run = Invoke-Runbook "-Project $script:project -ContainerUrl $($script:azure.Endpoint)photos"
        $run.ExitCode | Should -Be 1
        $run.Text | Should -BeLike '*1 of 12 images failed. The first: bad/broken.jpg: ErrorImageFormat:*'
        "$($run.Summary.Stored) $($run.Summary.Failed) $($run.Summary.Failures.Image)" | Should -Be '11 1 bad/broken.jpg'
        Get-TagCount $script:project | Should -Be 'brick 5, grass 5, photos 1'
    }

    It 'fails at once, and says why, when <what>' -ForEach @(
        @{ what = 'there is no identity'; endpoint = ''; header = $null; says = '*cannot be reached*Check whether this machine has a*managed identity*' }
        @{ what = 'the identity refuses'; endpoint = $null; header = 'wrong'; says = '*invalid_request*' }
    ) {
        $kept = $env:IDENTITY_ENDPOINT, $env:IDENTITY_HEADER
        try {
            if ($null -ne $endpoint) { $env:IDENTITY_ENDPOINT = $endpoint }
            $env:AZURE_POD_IDENTITY_AUTHORITY_HOST = 'http://127.0.0.1:1/' # in place of the metadata service of a virtual machine
            if ($header) { $env:IDENTITY_HEADER = $header }
            $run = Invoke-Runbook "-Project $script:project -Folder '$script:textures/train'"
        }
        finally {
            $env:IDENTITY_ENDPOINT, $env:IDENTITY_HEADER = $kept
            Remove-Item Env:AZURE_POD_IDENTITY_AUTHORITY_HOST
        }
        $run.ExitCode | Should -Be 1
        $run.Text | Should -BeLike $says
        $run.Summary | Should -BeNullOrEmpty
    }
}
