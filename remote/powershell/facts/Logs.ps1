<#
.SYNOPSIS
Tails of logs: what a setup wrote, what the sensor's error logs say.
#>
Set-StrictMode -Version Latest

function Read-LogTail {
    <#
    .SYNOPSIS
    The last lines of a log that its program may be writing.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Path)
    $stream = [IO.File]::Open($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
    try {
        $size = 262144
        # Setup logs are UTF-16: an even place keeps their characters whole.
        if ($stream.Length -gt $size) { $null = $stream.Seek($stream.Length - $stream.Length % 2 - $size, [IO.SeekOrigin]::Begin) }
        $bytes = New-Object byte[] ([int][Math]::Min($stream.Length, $size + 2))
        $count = 0
        while (($read = $stream.Read($bytes, $count, $bytes.Length - $count)) -gt 0) { $count += $read }
    }
    finally {
        $stream.Dispose()
    }
    # Every second byte of plain text in UTF-16 is zero.
    $encoding = [Text.Encoding]::UTF8
    if ($count -gt 3 -and $bytes[3] -eq 0) { $encoding = [Text.Encoding]::Unicode }
    $text = $encoding.GetString($bytes, 0, $count).Trim([char]0xfeff)
    return @($text -split '\r?\n' | Where-Object { $_.Trim() -ne '' })
}

function Get-SetupLog {
    <#
    .SYNOPSIS
    The last lines, and before them the lines that tell a cause, of the newest logs a setup wrote as SYSTEM.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Pattern)
    $files = @(foreach ($folder in @(Get-SetupLogFolder)) {
            if ([IO.Directory]::Exists($folder)) { Get-ChildItem -LiteralPath $folder -Filter $Pattern -File }
        })
    foreach ($file in @($files | Sort-Object -Property LastWriteTimeUtc -Descending | Select-Object -First 2)) {
        try {
            $lines = @(Read-LogTail -Path $file.FullName)
        }
        catch {
            "$($file.Name): could not be read: $(Get-Reason -ErrorRecord $_)"
            continue
        }
        $last = @($lines | Select-Object -Last 6)
        $telling = @($lines | Select-Object -SkipLast 6 | Where-Object {
                $_ -match '0x[8c][0-9a-f]{7}|Return value 3|Exception|unknown|licen[cs]|SSL|Failure|FailedAuth|Untrusted|npcap|winpcap|InstallationPath|ERROR_|disk|failed to connect'
            })
        # What failed first is nearer to the cause than all that failed because of it.
        $first = @($telling | Select-Object -First 4)
        $later = @($telling | Select-Object -Skip 4 | Select-Object -Last 4)
        foreach ($line in $first + $later + $last) { "$($file.Name): $line" }
    }
}

function Get-SensorErrorLine {
    <#
    .SYNOPSIS
    Lines of the sensor's and the updater's error logs, oldest first; none where there are no such logs.
    .PARAMETER Since
    ISO 8601; lines before it do not count. The logs' own times are taken as UTC. Lines without a
    time, such as those of a stack, are left out.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][AllowNull()][object]$Since,
        [Parameter(Mandatory)][int]$Count
    )
    $service = Get-ServiceEntry -Name 'AATPSensor'
    if ($null -eq $service -or $service['path'] -eq '') { return }
    $folder = Join-Path (Split-Path -Parent $service['path']) 'Logs'
    $from = [DateTime]::MinValue
    if ($null -ne $Since) { $from = ConvertTo-Instant -Value $Since }
    $lines = @(foreach ($name in 'Microsoft.Tri.Sensor.Updater-Errors.log', 'Microsoft.Tri.Sensor-Errors.log') {
            $path = Join-Path $folder $name
            if (-not [IO.File]::Exists($path)) { continue }
            foreach ($line in @(Read-LogTail -Path $path)) {
                if ($line -notmatch '^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)') { continue }
                if ((ConvertTo-Instant -Value "$($Matches[1])T$($Matches[2])Z") -lt $from) { continue }
                Limit-Text -Text $line -Length 300
            }
        })
    # They begin with the time, so their order as text is their order in time.
    return @($lines | Sort-Object | Select-Object -Last $Count)
}
