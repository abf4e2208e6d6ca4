Set-StrictMode -Version Latest

function Get-AtaCenterBackup {
    <#
    .SYNOPSIS
    Measures a Center's backup as it is now.
    .DESCRIPTION
    Input: folder, name, hashBytes. Facts: backup. Of every file of the manifest size and time are compared with what
    reading it back noted; the smallest are hashed again, up to so many bytes.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][DateTime]$Until
    )
    $data = $Request.input
    return New-Result -Outcome 'done' -Facts ([ordered]@{ backup = (Get-Fact -Read { Measure-Backup -Place $data -Until $Until }) })
}

function Measure-Backup {
    <#
    .SYNOPSIS
    What there is of a backup; null where there is none.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Place,
        [Parameter(Mandatory)][DateTime]$Until
    )
    $folder = Get-BackupFolder -Place $Place
    $manifest = Read-WorkFile -Folder $folder -Name 'manifest.json'
    if ($null -eq $manifest) { return $null }
    $noted = Read-WorkFile -Folder $folder -Name 'readback.json'
    $times = Get-Property -InputObject $noted -Name 'times'
    $damaged = @()
    [long]$bytes = 0
    [long]$hashed = 0
    foreach ($file in @($manifest.files) | Sort-Object -Property 'size') {
        if ((Get-Instant) -gt $Until) { throw 'the backup could not be looked through in time' }
        $bytes += $file.size
        $path = Join-Path $folder $file.path
        $found = New-Object IO.FileInfo $path
        $time = Get-Property -InputObject $times -Name $file.path
        if (-not $found.Exists) { $damaged += "$($file.path): is missing" }
        elseif ($found.Length -ne $file.size) { $damaged += "$($file.path): its size differs" }
        elseif ($null -ne $time -and [string]$found.LastWriteTimeUtc.Ticks -ne [string]$time) { $damaged += "$($file.path): was written since it was read back" }
        elseif ($hashed + $file.size -le $Place.hashBytes) {
            $hashed += $file.size
            if ((Get-Sha256 -Path $path) -cne $file.sha256) { $damaged += "$($file.path): its hash differs" }
        }
    }
    return [ordered]@{
        folder         = $folder
        method         = $manifest.about.method
        takenAt        = (Format-Instant -Instant (ConvertTo-Instant -Value $manifest.about.takenAt))
        files          = @($manifest.files).Count
        bytes          = $bytes
        manifestSha256 = (Get-Sha256 -Path (Join-Path $folder 'manifest.json'))
        certificate    = $manifest.about.certificate
        missingParts   = [string[]]@(Get-MissingPart -About $manifest.about)
        damagedFiles   = $damaged.Count
        damaged        = [string[]]@($damaged | Select-Object -First 20)
        hashedBytes    = $hashed
        readBack       = (Get-ReadBack -Noted $noted)
    }
}

function Get-MissingPart {
    <#
    .SYNOPSIS
    Parts of a backup that could not be taken, each with why, as its manifest has it.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$About)
    foreach ($part in $About.parts.PSObject.Properties) {
        $reason = Get-Property -InputObject $part.Value -Name 'unread'
        if ($null -ne $reason) { "$($part.Name): $reason" }
    }
}

function Get-ReadBack {
    <#
    .SYNOPSIS
    What reading a backup back came to; null where that was not done.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][AllowNull()][object]$Noted)
    if ($null -eq $Noted) { return $null }
    $result = $Noted.result
    $result.at = Format-Instant -Instant (ConvertTo-Instant -Value $result.at)
    return $result
}
