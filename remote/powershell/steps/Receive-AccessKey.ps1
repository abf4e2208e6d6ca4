Set-StrictMode -Version Latest

function Receive-AccessKey {
    <#
    .SYNOPSIS
    Keeps the access key on this host for the installation to come, in a file only SYSTEM can read.
    .DESCRIPTION
    Input: accessKey (secret), goodForSeconds. Facts: goodUntil; null where the sensor is installed and needs no key.
    Writes: a line in the journal; `journal\access.key`, and beside it until when it is kept. Install-Sensor takes it away; where none comes for
    it, the first call after that moment does.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][DateTime]$Until
    )
    $null = $Until
    $data = $Request.input
    if (-not ([string]$data.accessKey -match '\S')) { throw 'the access key is empty' }
    if (-not ($data.goodForSeconds -gt 0)) { throw 'how long the access key is kept is not valid' }
    $lock = Enter-HostLock
    $whole = $false
    try {
        if ((Get-SensorState).installed) {
            return New-Result -Outcome 'already' -Facts ([ordered]@{ goodUntil = $null })
        }
        $goodUntil = Format-Instant -Instant ((Get-Instant).AddSeconds([double]$data.goodForSeconds))
        $work = [pscustomobject]@{ name = $Request.work; secrets = [string[]]@([string]$data.accessKey) }
        Write-Journal -Work $work -Text "keeps the access key until $goodUntil"
        # Beside the one before it: an installation that goes on by itself meanwhile needs the one or the other.
        $path = Get-AccessKeyPath
        New-SystemFile -Path "$path.new" -Text ([string]$data.accessKey)
        [IO.File]::Delete($path)
        [IO.File]::Move("$path.new", $path)
        # After the key: without this file the key counts as left over.
        Write-WorkFile -Folder (Get-JournalFolder) -Name 'access.json' -Value ([ordered]@{ goodUntil = $goodUntil })
        $whole = $true
    }
    finally {
        if (-not $whole) { Clear-AccessKey }
        $lock.Dispose()
    }
    return New-Result -Outcome 'done' -Facts ([ordered]@{ goodUntil = $goodUntil })
}

function Get-AccessKeyPath {
    <#
    .SYNOPSIS
    Where a key that was handed over lies.
    #>
    [CmdletBinding()]
    param()
    return Join-Path (Get-JournalFolder) 'access.key'
}

function Test-AccessKey {
    <#
    .SYNOPSIS
    Whether a key lies here whose time is not over.
    #>
    [CmdletBinding()]
    param()
    if (-not [IO.File]::Exists((Get-AccessKeyPath))) { return $false }
    $kept = Read-WorkFile -Folder (Get-JournalFolder) -Name 'access.json'
    if ($null -eq $kept) { return $false }
    return -not (Test-Past -Moment $kept.goodUntil)
}

function Clear-AccessKey {
    <#
    .SYNOPSIS
    Takes the key away that was handed over; nothing happens where there is none.
    #>
    [CmdletBinding()]
    param()
    $path = Get-AccessKeyPath
    [IO.File]::Delete("$path.new")
    [IO.File]::Delete($path)
    [IO.File]::Delete((Join-Path (Get-JournalFolder) 'access.json'))
}

function Clear-OldAccessKey {
    <#
    .SYNOPSIS
    Takes a key away whose time is over, or that was not handed over whole. Any call does so, whatever it came for.
    #>
    [CmdletBinding()]
    param()
    $path = Get-AccessKeyPath
    $good = -not [IO.File]::Exists($path) -or (Test-AccessKey)
    if ($good -and -not [IO.File]::Exists("$path.new")) { return }
    try {
        $lock = Enter-HostLock
        try {
            # Nobody hands one over now; another call may have brought a new one meanwhile.
            [IO.File]::Delete("$path.new")
            if (-not (Test-AccessKey)) { Clear-AccessKey }
        }
        finally {
            $lock.Dispose()
        }
    }
    catch {
        Write-Verbose 'left for the next call: the access key'
    }
}
