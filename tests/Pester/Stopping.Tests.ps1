# However a pipeline ends, it ends at once, and nothing goes on behind it.

BeforeAll {
    . "$PSScriptRoot/Paths.ps1"
    Import-Module (Get-ModulePath)
    $script:service = Start-CVLocalService -InMemory
    # A server that takes connections and never says a word: a request to it lasts for as long as it is allowed to.
    $script:mute = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $script:mute.Start()
}

AfterAll {
    $script:mute.Stop()
    Stop-CVLocalService $script:service
    Remove-Module CustomVision
}

Describe 'Ctrl+C' {
    It 'ends <Call> in the middle of a request, and closes the connection' -ForEach @(
        @{ Call = 'Add-CVTrainingImage $file -ProjectId $id' }
        @{ Call = 'Invoke-CVPrediction $file -ProjectId $id' }
        @{ Call = 'Get-CVProject' }
        @{ Call = 'Start-CVTraining $id -Wait' }
    ) {
        $endpoint = "http://$($script:mute.LocalEndpoint)"
        $run = Invoke-Beside "Connect-CVService $endpoint -TrainingKey abc -PredictionEndpoint $endpoint -PredictionKey abc -SkipCheck; $Call" @{
            file = (Get-Texture brick)[0].FullName; id = [guid]::NewGuid()
        }
        $connection = $script:mute.AcceptTcpClient()
        try {
            # With the request under way there is something to read; before, the stop could come before the request.
            $stream = $connection.GetStream()
            $stream.ReadTimeout = 30000
            $buffer = [byte[]]::new(65536)
            $stream.Read($buffer, 0, $buffer.Length) | Should -BeGreaterThan 0
            $stopping = $run.Shell.BeginStop($null, $null)
            $stopping.AsyncWaitHandle.WaitOne(30000) | Should -BeTrue
            { $run.Shell.EndInvoke($run.Running) } | Should -Throw
            $run.Shell.Streams.Error | Should -BeNullOrEmpty
            # The other side closes the connection, or this waits in vain and fails.
            try { while ($stream.Read($buffer, 0, $buffer.Length) -gt 0) { $null } }
            catch [System.IO.IOException] { $_.Exception.InnerException.SocketErrorCode | Should -Be ConnectionReset }
        }
        finally {
            $connection.Close()
            $run.Shell.Dispose()
        }
    }
}

Describe 'Select-Object -First' {
    It 'ends an upload when it has enough' {
        $project = New-CVProject ([guid]::NewGuid())
        @(Get-Texture gravel | Add-CVTrainingImage -ProjectId $project -BatchSize 1 -ThrottleLimit 1 | Select-Object -First 1).Count | Should -Be 1
        @(Get-CVTrainingImage $project).Count | Should -BeLessThan 12
    }

    It 'ends a listing when it has enough' {
        $project = New-CVProject ([guid]::NewGuid())
        Get-Texture * | Add-CVTrainingImage -ProjectId $project | Out-Null
        @(Get-CVTrainingImage $project | Select-Object -First 2).Count | Should -Be 2
    }
}

Describe '-ErrorAction Stop' {
    It 'ends an upload at the first failure, which can be caught' {
        $project = New-CVProject ([guid]::NewGuid())
        { Add-CVTrainingImage "$TestDrive/none.jpg" -ProjectId $project -ErrorAction Stop } | Should -Throw '*The file does not exist*'
    }
}
