<#
.SYNOPSIS
Uploads a file to Azure Blob Storage with a shared access signature, in blocks that the service proves by their MD5.
.DESCRIPTION
Documented REST operations Put Block, Put Block List and Get Blob Properties. UNCONFIRMED against the real service: it was
tried with a stand-in. Nothing that is there is written over, and what is there and the same is not sent again.
#>
Set-StrictMode -Version Latest

$BlobVersion = '2021-08-06'
$BlockBytes = 16777216
# Answers after which the same is asked again, 0 for none at all; and how often.
$BlobBusy = @(0, 408, 429, 500, 502, 503, 504)
$BlobAttempts = 5

function Send-Blob {
    <#
    .SYNOPSIS
    Uploads one file as one blob unless it is there; throws where it is not as its SHA-256 has it, or another blob is there.
    .PARAMETER Container
    Address of the container with its signature: a secret.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Path,
        [Parameter(Mandatory)][string]$Container,
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][string]$Hash,
        [Parameter(Mandatory)][object]$Work
    )
    $there = Invoke-Blob -Method 'HEAD' -Uri (Get-BlobUri -Container $Container -Name $Name -Query '') -Body $null -Header @{}
    if ($there.status -eq 200) {
        if ((Get-Sha256 -Path $Path) -cne $Hash) { throw "$Name is not as its manifest has it" }
        if ($there.md5 -cne (Get-FileMd5Text -Path $Path)) { throw "another $Name is in the container already" }
        return
    }
    $sha = New-Sha256
    $md5 = [Security.Cryptography.MD5]::Create()
    $stream = Open-ReadStream -Path $Path
    try {
        $ids = @()
        $buffer = New-Object byte[] $BlockBytes
        while (($count = Read-Block -Stream $stream -Buffer $buffer) -gt 0) {
            if (-not (Test-TimeLeft -Work $Work)) { throw 'the time is up' }
            $null = $sha.TransformBlock($buffer, 0, $count, $null, 0)
            $null = $md5.TransformBlock($buffer, 0, $count, $null, 0)
            $id = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes(('{0:d8}' -f $ids.Count)))
            $block = New-Object byte[] $count
            [Array]::Copy($buffer, $block, $count)
            $uri = Get-BlobUri -Container $Container -Name $Name -Query "comp=block&blockid=$([Uri]::EscapeDataString($id))"
            $put = Invoke-Blob -Method 'PUT' -Uri $uri -Body $block -Header @{ 'Content-MD5' = (Get-Md5Text -Bytes $block) }
            if ($put.status -ne 201) { throw "the container answered HTTP $($put.status) to a block of $Name" }
            $ids += $id
        }
        $null = $sha.TransformFinalBlock($buffer, 0, 0)
        $null = $md5.TransformFinalBlock($buffer, 0, 0)
    }
    finally {
        $stream.Dispose()
    }
    if ((ConvertTo-HexText -Bytes $sha.Hash) -cne $Hash) { throw "$Name is not as its manifest has it" }
    $whole = [Convert]::ToBase64String($md5.Hash)
    $list = '<?xml version="1.0" encoding="utf-8"?><BlockList>' + [string]::Join('', @($ids | ForEach-Object { "<Latest>$_</Latest>" })) + '</BlockList>'
    $uri = Get-BlobUri -Container $Container -Name $Name -Query 'comp=blocklist'
    $put = Invoke-Blob -Method 'PUT' -Uri $uri -Body ([Text.Encoding]::UTF8.GetBytes($list)) -Header @{ 'x-ms-blob-content-md5' = $whole; 'If-None-Match' = '*' }
    if ($put.status -eq 201) { return }
    # There since: by an answer that was lost, or by somebody else.
    if (@(409, 412) -notcontains $put.status) { throw "the container answered HTTP $($put.status) to $Name" }
    Assert-SameBlob -Container $Container -Name $Name -Checksum $whole
}

function Read-Block {
    <#
    .SYNOPSIS
    Fills a buffer as far as the stream goes; gives how many bytes there are.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][IO.Stream]$Stream,
        [Parameter(Mandatory)][object]$Buffer
    )
    $total = 0
    while ($total -lt $Buffer.Length -and ($count = $Stream.Read($Buffer, $total, $Buffer.Length - $total)) -gt 0) { $total += $count }
    return $total
}

function Get-BlobUri {
    <#
    .SYNOPSIS
    The address of a blob with the container's signature.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Container,
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][AllowEmptyString()][string]$Query
    )
    $cut = $Container.IndexOf('?')
    $path = [string]::Join('/', @($Name.Split('/') | ForEach-Object { [Uri]::EscapeDataString($_) }))
    $uri = $Container.Substring(0, $cut).TrimEnd('/') + '/' + $path + $Container.Substring($cut)
    if ($Query -eq '') { return $uri }
    return "$uri&$Query"
}

function Get-Md5Text {
    <#
    .SYNOPSIS
    MD5 of bytes in base64: how this service proves what arrived. Nothing rests on it but the way there.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Bytes)
    $md5 = [Security.Cryptography.MD5]::Create()
    try { return [Convert]::ToBase64String($md5.ComputeHash($Bytes)) }
    finally { $md5.Dispose() }
}

function Get-FileMd5Text {
    <#
    .SYNOPSIS
    The same of a whole file.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Path)
    $md5 = [Security.Cryptography.MD5]::Create()
    $stream = Open-ReadStream -Path $Path
    try { return [Convert]::ToBase64String($md5.ComputeHash($stream)) }
    finally {
        $stream.Dispose()
        $md5.Dispose()
    }
}

function Assert-SameBlob {
    <#
    .SYNOPSIS
    Throws where the blob that is there is another one.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Container,
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][string]$Checksum
    )
    $found = Invoke-Blob -Method 'HEAD' -Uri (Get-BlobUri -Container $Container -Name $Name -Query '') -Body $null -Header @{}
    if ($found.status -ne 200 -or $found.md5 -cne $Checksum) { throw "another $Name is in the container already (HTTP $($found.status))" }
}

function Invoke-Blob {
    <#
    .SYNOPSIS
    One request, again where the service is busy or gives no answer; gives status and MD5 of what is there. The address
    is in no message: it is a secret.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Method,
        [Parameter(Mandatory)][string]$Uri,
        [Parameter(Mandatory)][AllowNull()][object]$Body,
        [Parameter(Mandatory)][hashtable]$Header
    )
    for ($attempt = 1; $attempt -lt $BlobAttempts; $attempt++) {
        $answer = Invoke-BlobRequest -Method $Method -Uri $Uri -Body $Body -Header $Header
        if ($BlobBusy -notcontains $answer.status) { return $answer }
        Start-Sleep -Seconds $attempt
    }
    $answer = Invoke-BlobRequest -Method $Method -Uri $Uri -Body $Body -Header $Header
    if ($BlobBusy -contains $answer.status) { throw "the container answered HTTP $($answer.status) $BlobAttempts times$($answer.said)" }
    return $answer
}

function Invoke-BlobRequest {
    <#
    .SYNOPSIS
    One request; gives status, MD5 of what is there and, where there was no answer (status 0), what was said instead.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Method,
        [Parameter(Mandatory)][string]$Uri,
        [Parameter(Mandatory)][AllowNull()][object]$Body,
        [Parameter(Mandatory)][hashtable]$Header
    )
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    $request = [Net.WebRequest]::Create($Uri)
    $request.Method = $Method
    $request.Timeout = 300000
    $request.Headers.Add('x-ms-version', $BlobVersion)
    foreach ($name in @($Header.Keys)) { $request.Headers.Add($name, $Header[$name]) }
    try {
        if ($null -ne $Body) {
            $request.ContentLength = $Body.Length
            $to = $request.GetRequestStream()
            try { $to.Write($Body, 0, $Body.Length) }
            finally { $to.Dispose() }
        }
        $response = $request.GetResponse()
    }
    catch {
        $failure = $_.Exception
        while ($null -ne $failure -and $failure -isnot [Net.WebException]) { $failure = $failure.InnerException }
        if ($null -eq $failure) { throw }
        if ($null -eq $failure.Response) { return @{ status = 0; md5 = ''; said = ": $($failure.Message)" } }
        $response = $failure.Response
    }
    try { return @{ status = [int]$response.StatusCode; md5 = [string]$response.Headers['Content-MD5']; said = '' } }
    finally { $response.Dispose() }
}
