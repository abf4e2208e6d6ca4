<#
.SYNOPSIS
What the host sees of the network: the sensor API through its proxy, its clock against the PDC emulator's.
.DESCRIPTION
Everything is done over sockets with a limit of time, so that it is the same on every version of .NET, and so that the
issuer of a certificate is known even where the certificate is not trusted. Not run against a real proxy.
#>
Set-StrictMode -Version Latest

function Read-SensorApi {
    <#
    .SYNOPSIS
    Asks the sensor API's ping: HTTP status (0: no answer), issuer of the certificate presented, what went wrong.
    .PARAMETER Proxy
    Address of the proxy, or empty.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][uri]$Uri,
        [Parameter(Mandatory)][AllowEmptyString()][string]$Proxy
    )
    $answer = [ordered]@{ status = 0; issuer = $null; error = $null }
    $client = $null
    try {
        $client = Connect-Server -Uri $Uri -Proxy $Proxy
        $seen = @{ issuer = $null; errors = [Net.Security.SslPolicyErrors]::None }
        $judge = {
            param($source, $certificate, $chain, $errors)
            $null = $source, $chain
            if ($null -ne $certificate) { $seen['issuer'] = $certificate.Issuer }
            $seen['errors'] = $errors
            return $true
        }.GetNewClosure()
        $secure = New-Object Net.Security.SslStream -ArgumentList @($client.GetStream(), $false, $judge)
        $secure.AuthenticateAsClient($Uri.Host, $null, [Security.Authentication.SslProtocols]::Tls12, $false)
        $answer['issuer'] = $seen['issuer']
        if ($seen['errors'] -ne [Net.Security.SslPolicyErrors]::None) { throw "the certificate is not trusted: $($seen['errors'])" }
        $answer['status'] = Send-HttpRequest -Stream $secure -Text "GET $($Uri.PathAndQuery) HTTP/1.1`r`nHost: $($Uri.Authority)`r`nConnection: close`r`n`r`n"
    }
    catch {
        $answer['error'] = Get-Reason -ErrorRecord $_
    }
    finally {
        if ($null -ne $client) { $client.Close() }
    }
    return $answer
}

function Connect-Server {
    <#
    .SYNOPSIS
    A connection to a server, through a proxy's tunnel where there is one.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][uri]$Uri,
        [Parameter(Mandatory)][AllowEmptyString()][string]$Proxy
    )
    $peer = $Uri
    if ($Proxy -ne '') { $peer = [uri]$Proxy }
    $client = New-Object Net.Sockets.TcpClient
    try {
        if (-not $client.ConnectAsync($peer.Host, $peer.Port).Wait(5000)) { throw "no connection to $($peer.Authority) within 5 s" }
        $client.ReceiveTimeout = 10000
        $client.SendTimeout = 10000
        if ($Proxy -ne '') {
            $name = "$($Uri.Host):$($Uri.Port)"
            $status = Send-HttpRequest -Stream ($client.GetStream()) -Text "CONNECT $name HTTP/1.1`r`nHost: $name`r`n`r`n"
            if ($status -ne 200) { throw "the proxy $($peer.Authority) answered $status" }
        }
        return $client
    }
    catch {
        $client.Close()
        throw
    }
}

function Send-HttpRequest {
    <#
    .SYNOPSIS
    Sends a request and gives the status of the answer, whose head it reads to its end.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][IO.Stream]$Stream,
        [Parameter(Mandatory)][string]$Text
    )
    $bytes = [Text.Encoding]::ASCII.GetBytes($Text)
    $Stream.Write($bytes, 0, $bytes.Length)
    $Stream.Flush()
    $head = New-Object Text.StringBuilder
    while ($head.Length -lt 16384) {
        # Byte by byte: what follows the head of a tunnel's answer is no longer the proxy's.
        $byte = $Stream.ReadByte()
        if ($byte -lt 0) { break }
        $null = $head.Append([char]$byte)
        if ($byte -eq 10 -and $head.ToString().EndsWith("`r`n`r`n")) { break }
    }
    if ($head.ToString() -notmatch '^HTTP/1\.[01] (\d{3})') { throw 'the answer is not HTTP' }
    return [int]$Matches[1]
}

function Read-ClockSkew {
    <#
    .SYNOPSIS
    Seconds this host's clock is ahead of a time server's, by one exchange of SNTP (RFC 4330).
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Server,
        [Parameter(Mandatory)][int]$Port
    )
    $packet = New-Object byte[] 48
    # Version 4, client.
    $packet[0] = 0x23
    $client = New-Object Net.Sockets.UdpClient
    try {
        $client.Client.ReceiveTimeout = 5000
        $client.Connect($Server, $Port)
        $sent = Get-Instant
        $null = $client.Send($packet, $packet.Length)
        $from = New-Object Net.IPEndPoint ([Net.IPAddress]::Any), 0
        $answer = $client.Receive([ref]$from)
        $received = Get-Instant
    }
    finally {
        $client.Close()
    }
    if ($answer.Length -lt 48) { throw "$Server gave no time" }
    $seconds = [BitConverter]::ToUInt32([byte[]]($answer[43], $answer[42], $answer[41], $answer[40]), 0)
    $fraction = [BitConverter]::ToUInt32([byte[]]($answer[47], $answer[46], $answer[45], $answer[44]), 0)
    if ($seconds -eq 0) { throw "$Server gave no time" }
    $theirs = (New-Object DateTime 1900, 1, 1, 0, 0, 0, ([DateTimeKind]::Utc)).AddSeconds($seconds + $fraction / 4294967296)
    $ours = $sent.AddTicks(($received - $sent).Ticks / 2)
    return [Math]::Round(($ours - $theirs).TotalSeconds, 3)
}

function Send-ZoneTransferQuery {
    <#
    .SYNOPSIS
    Asks a DNS server for a zone (AXFR over TCP, RFC 5936) and gives the code of its answer. What it sends is not read on.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Server,
        [Parameter(Mandatory)][int]$Port,
        [Parameter(Mandatory)][string]$Domain
    )
    $body = New-Object 'System.Collections.Generic.List[byte]'
    # Id 1; no flags; one question.
    $body.AddRange([byte[]](0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0))
    foreach ($label in $Domain.Trim('.').Split('.')) {
        $bytes = [Text.Encoding]::ASCII.GetBytes($label)
        if ($bytes.Length -lt 1 -or $bytes.Length -gt 63) { throw "'$Domain' is not a DNS name" }
        $body.Add([byte]$bytes.Length)
        $body.AddRange($bytes)
    }
    # End of the name; type AXFR (252); class IN.
    $body.AddRange([byte[]](0, 0, 252, 0, 1))
    $client = New-Object Net.Sockets.TcpClient
    try {
        if (-not $client.ConnectAsync($Server, $Port).Wait(5000)) { throw "no connection to $Server within 5 s" }
        $client.ReceiveTimeout = 10000
        $stream = $client.GetStream()
        $packet = [byte[]](@([byte][Math]::Floor($body.Count / 256), [byte]($body.Count % 256)) + $body.ToArray())
        $stream.Write($packet, 0, $packet.Length)
        $head = New-Object byte[] 6
        $count = 0
        while ($count -lt 6) {
            $read = $stream.Read($head, $count, 6 - $count)
            # Some servers just hang up: that is a refusal too.
            if ($read -le 0) { return 5 }
            $count += $read
        }
        return [int]($head[5] -band 15)
    }
    finally {
        $client.Close()
    }
}
