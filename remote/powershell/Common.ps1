<#
.SYNOPSIS
Small helpers that every other file uses: time, text, JSON, files, facts.
#>
Set-StrictMode -Version Latest

function Get-Instant {
    <#
    .SYNOPSIS
    Now, in UTC.
    #>
    [CmdletBinding()]
    param()
    return [DateTime]::UtcNow
}

function Format-Instant {
    <#
    .SYNOPSIS
    An instant as ISO 8601 text in UTC, whatever the host's culture.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][DateTime]$Instant)
    return $Instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", [cultureinfo]::InvariantCulture)
}

function ConvertTo-Instant {
    <#
    .SYNOPSIS
    Reads ISO 8601 text. Newer PowerShell turns such text into a date by itself when it reads JSON; 5.1 does not.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Value)
    if ($Value -is [DateTime]) { return $Value.ToUniversalTime() }
    return [DateTimeOffset]::Parse([string]$Value, [cultureinfo]::InvariantCulture).UtcDateTime
}

function Get-Property {
    <#
    .SYNOPSIS
    A property of an object that came from JSON; null where it is not there.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][AllowNull()][object]$InputObject,
        [Parameter(Mandatory)][string]$Name
    )
    if ($null -eq $InputObject) { return $null }
    $property = $InputObject.PSObject.Properties[$Name]
    if ($null -eq $property) { return $null }
    # The comma keeps an array of one, or of none, an array.
    if ($property.Value -is [array]) { return , $property.Value }
    return $property.Value
}

function ConvertTo-AsciiJson {
    <#
    .SYNOPSIS
    One line of JSON in which no console code page can spoil anything.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][AllowNull()][object]$Value)
    $json = ConvertTo-Json -InputObject $Value -Depth 12 -Compress
    return [regex]::Replace($json, '[^\x20-\x7e]', { param($match) '\u{0:x4}' -f [int][char]$match.Value })
}

function Get-Reason {
    <#
    .SYNOPSIS
    What went wrong, in one line: the message, and the code where the system gave one, since messages are localised.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][System.Management.Automation.ErrorRecord]$ErrorRecord)
    $exception = $ErrorRecord.Exception
    # What wraps the real error says little: a method call of ours, a task that was waited for.
    while ($null -ne $exception.InnerException -and
        ($exception -is [System.Management.Automation.MethodInvocationException] -or $exception -is [AggregateException])) {
        $exception = $exception.InnerException
    }
    $text = Limit-Text -Text $exception.Message -Length 400
    if ($exception -is [System.Management.Automation.RuntimeException]) { return $text }
    return '{0} (0x{1:x8})' -f $text, $exception.HResult
}

function Limit-Text {
    <#
    .SYNOPSIS
    Text on one line, cut where it is too long.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][AllowEmptyString()][string]$Text,
        [Parameter(Mandatory)][int]$Length
    )
    $line = [regex]::Replace($Text, '\s+', ' ').Trim()
    if ($line.Length -le $Length) { return $line }
    return $line.Substring(0, $Length - 3) + '...'
}

function Hide-Secret {
    <#
    .SYNOPSIS
    Text without the secrets that may have got into it.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][AllowEmptyString()][string]$Text,
        # An input that may be left out, such as a password, is an empty one among them.
        [Parameter(Mandatory)][AllowEmptyCollection()][AllowEmptyString()][string[]]$Secret
    )
    $clean = $Text
    foreach ($one in $Secret) {
        if ($one.Length -gt 0) { $clean = $clean.Replace($one, '[secret]') }
    }
    return $clean
}

function Get-Fact {
    <#
    .SYNOPSIS
    A value, or why it could not be read. Absence is a value (null); a failure to read never looks like one.
    .PARAMETER Read
    Reads the value. An array must come out as one object: return it with a comma before it.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][scriptblock]$Read)
    try {
        $value = & $Read
        if ($null -eq $value) { $value = $null }
        return [ordered]@{ value = $value }
    }
    catch {
        return [ordered]@{ unread = (Get-Reason -ErrorRecord $_) }
    }
}

function New-Sha256 {
    <#
    .SYNOPSIS
    What works out SHA-256; dispose of it. Where Windows allows FIPS algorithms only, .NET Framework before 4.8 refuses
    the class that Create() gives, and takes this other one.
    #>
    [CmdletBinding()]
    param()
    try { return [Security.Cryptography.SHA256]::Create() }
    catch { return New-Object Security.Cryptography.SHA256CryptoServiceProvider }
}

function ConvertTo-HexText {
    <#
    .SYNOPSIS
    Bytes as lower-case hex.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Bytes)
    return [BitConverter]::ToString($Bytes).Replace('-', '').ToLowerInvariant()
}

function Open-ReadStream {
    <#
    .SYNOPSIS
    A file to be read from its beginning to its end, in large pieces; dispose of it.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Path)
    return New-Object IO.FileStream -ArgumentList @($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::Read, 1048576)
}

function Get-Sha256 {
    <#
    .SYNOPSIS
    SHA-256 of a file, lower-case hex.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Path)
    $sha = New-Sha256
    try {
        $stream = Open-ReadStream -Path $Path
        try { return ConvertTo-HexText -Bytes ($sha.ComputeHash($stream)) }
        finally { $stream.Dispose() }
    }
    finally {
        $sha.Dispose()
    }
}

function Read-SharedText {
    <#
    .SYNOPSIS
    The text of a file that another process may be writing.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Path)
    $stream = [IO.File]::Open($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
    try {
        $reader = New-Object IO.StreamReader $stream
        return $reader.ReadToEnd()
    }
    finally {
        $stream.Dispose()
    }
}

function Write-AtomicText {
    <#
    .SYNOPSIS
    Writes a file so that a reader sees it whole or as it was before.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Path,
        [Parameter(Mandatory)][string]$Text
    )
    $beside = $Path + '.new'
    [IO.File]::WriteAllText($beside, $Text, (New-Object Text.UTF8Encoding $false))
    for ($attempt = 1; ; $attempt++) {
        try {
            if ([IO.File]::Exists($Path)) { [IO.File]::Replace($beside, $Path, [NullString]::Value) }
            else { [IO.File]::Move($beside, $Path) }
            return
        }
        catch {
            # A virus scanner or a reader holds it for a moment.
            if ($attempt -ge 40) { throw }
            Start-Sleep -Milliseconds 50
        }
    }
}

function New-Folder {
    <#
    .SYNOPSIS
    Makes a folder where there is none, and gives its path.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Path)
    $null = [IO.Directory]::CreateDirectory($Path)
    return $Path
}
