# What a runbook finds around it in Azure, on a free port of this machine, answered by a runspace of its own:
#
#   /identity     gives a token for a resource to whoever shows the right header, as Azure Automation does
#   /customvision the local service, which takes keys and no tokens: a right token is exchanged for its key, any other
#                 request is answered 401
#   /photos       a blob container, listed two blobs at a time, for whoever has a token for storage
#
# Gives an object with Endpoint, IdentityHeader, Requests (method, path and what was shown) and Stop().
param(
    [Parameter(Mandatory)] $Service,
    [Parameter(Mandatory)] [System.Collections.IDictionary] $Blobs # name -> file
)

$state = [hashtable]::Synchronized(@{
        Service        = [string] $Service.Endpoint
        Key            = [System.Net.NetworkCredential]::new('', $Service.TrainingKey).Password
        Blobs          = $Blobs
        IdentityHeader = "header-$([guid]::NewGuid())"
        Tokens         = @{
            'https://cognitiveservices.azure.com' = "vision-$([guid]::NewGuid())"
            'https://storage.azure.com/'          = "storage-$([guid]::NewGuid())"
        }
        Requests       = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    })

# A listener cannot be told to take any free port; another program may be quicker to take the one found here.
for ($try = 1; -not $state.Listener; $try++) {
    $probe = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $probe.Start()
    $state.Endpoint = "http://127.0.0.1:$($probe.LocalEndpoint.Port)/"
    $probe.Stop()
    $listener = [System.Net.HttpListener]::new()
    $listener.Prefixes.Add($state.Endpoint)
    try { $listener.Start(); $state.Listener = $listener }
    catch [System.Net.HttpListenerException] { if ($try -eq 10) { throw } }
}

$shell = [powershell]::Create().AddScript({
        param($state)

        $http = [System.Net.Http.HttpClient]::new()
        while ($state.Listener.IsListening) {
            try { $context = $state.Listener.GetContext() }
            catch { break } # it was stopped
            $request = $context.Request
            $path = $request.Url.AbsolutePath
            $bearer = $request.Headers['Authorization'] -replace '^Bearer ', ''
            $shown = ($state.Tokens.GetEnumerator() | Where-Object Value -CEQ $bearer).Key
            $state.Requests.Enqueue("$($request.HttpMethod) $path $shown".TrimEnd())
            $status, $type, $text, $bytes = 200, 'application/xml', '', $null
            try {
                if ($path -eq '/identity') {
                    $type = 'application/json'
                    $token = $state.Tokens["$($request.QueryString['resource'])"]
                    if ($token -and $request.Headers['X-IDENTITY-HEADER'] -ceq $state.IdentityHeader -and $request.Headers['Metadata'] -eq 'True') {
                        $text = @{ access_token = $token; token_type = 'Bearer'; expires_on = "$([DateTimeOffset]::UtcNow.AddHours(1).ToUnixTimeSeconds())" } | ConvertTo-Json
                    }
                    else { $status, $text = 400, '{"error":{"code":"invalid_request"}}' }
                }
                elseif ($path -like '/customvision/*' -and $shown -eq 'https://cognitiveservices.azure.com') {
                    $forward = [System.Net.Http.HttpRequestMessage]::new($request.HttpMethod, "$($state.Service.TrimEnd('/'))$($request.RawUrl)")
                    $forward.Headers.Add('Training-key', $state.Key)
                    if ($request.HasEntityBody) {
                        $body = [System.IO.MemoryStream]::new()
                        $request.InputStream.CopyTo($body)
                        $forward.Content = [System.Net.Http.ByteArrayContent]::new($body.ToArray())
                        $null = $forward.Content.Headers.TryAddWithoutValidation('Content-Type', $request.ContentType)
                    }
                    $answer = $http.SendAsync($forward).GetAwaiter().GetResult()
                    $status, $type = [int] $answer.StatusCode, "$($answer.Content.Headers.ContentType)"
                    $bytes = $answer.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult()
                }
                elseif ($path -like '/customvision/*') {
                    $status, $type = 401, 'application/json'
                    $text = '{"statusCode":401,"message":"Unauthorized. Access token is missing, invalid, or expired."}'
                }
                elseif ($shown -ne 'https://storage.azure.com/' -or -not $request.Headers['x-ms-version']) {
                    $status, $text = 403, '<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code></Error>'
                }
                elseif ($request.QueryString['comp'] -eq 'list') {
                    $names = @($state.Blobs.Keys | Where-Object { $_.StartsWith("$($request.QueryString['prefix'])", [System.StringComparison]::Ordinal) } | Sort-Object)
                    $begin = [int] "0$($request.QueryString['marker'])"
                    $next = if ($begin + 2 -lt $names.Count) { $begin + 2 }
                    $items = $names | Select-Object -Skip $begin -First 2 | ForEach-Object { "<Blob><Name>$([System.Security.SecurityElement]::Escape($_))</Name></Blob>" }
                    $text = "$([char] 0xFEFF)<?xml version=`"1.0`" encoding=`"utf-8`"?><EnumerationResults><Blobs>$(-join $items)</Blobs><NextMarker>$next</NextMarker></EnumerationResults>"
                }
                elseif ($state.Blobs[[uri]::UnescapeDataString($path.Substring('/photos/'.Length))]) {
                    $bytes = [System.IO.File]::ReadAllBytes($state.Blobs[[uri]::UnescapeDataString($path.Substring('/photos/'.Length))])
                }
                else { $status, $text = 404, '<?xml version="1.0" encoding="utf-8"?><Error><Code>BlobNotFound</Code></Error>' }
            }
            catch { $status, $type, $text = 599, 'text/plain', "The stand-in failed: $_" }

            $context.Response.StatusCode = $status
            $context.Response.ContentType = $type
            if ($null -eq $bytes) { $bytes = [System.Text.Encoding]::UTF8.GetBytes($text) }
            $context.Response.Close($bytes, $true)
        }
        $http.Dispose()
    }).AddArgument($state)
$running = $shell.BeginInvoke()

[pscustomobject]@{ Endpoint = $state.Endpoint; IdentityHeader = $state.IdentityHeader; Tokens = $state.Tokens; Requests = $state.Requests } |
    Add-Member -PassThru -MemberType ScriptMethod -Name Stop -Value {
        $state.Listener.Stop()
        $null = $shell.EndInvoke($running)
        $shell.Dispose()
    }.GetNewClosure()
