Set-StrictMode -Version Latest

function Get-FailedWork {
    <#
    .SYNOPSIS
    The works on this host whose last attempt that ended did not get there, the newest first, at most three.
    .DESCRIPTION
    Facts: works. Reads: the journal. While work that failed is tried again it still counts as failed.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][DateTime]$Until
    )
    $null = $Request, $Until
    $works = Get-Fact -Read {
        $failed = @(Read-FailedWork | Sort-Object -Property @{ Expression = { $_['finishedAt'] } } -Descending)
        return , [object[]]@($failed | Select-Object -First 3)
    }
    return New-Result -Outcome 'done' -Facts ([ordered]@{ works = $works })
}

function Read-FailedWork {
    <#
    .SYNOPSIS
    The last answer of each step in the journal, where it tells of a failure. A step may have been work more than once:
    after going back a host moves anew, and what failed the time before is over.
    #>
    [CmdletBinding()]
    param()
    $newest = @{}
    foreach ($folder in [IO.Directory]::GetDirectories((Get-JournalFolder))) {
        # What SYSTEM measures for this program comes and goes.
        if ((Split-Path -Leaf $folder) -like 'probe-*') { continue }
        $answer = Read-LastAnswer -Folder $folder
        $step = Get-Property -InputObject $answer -Name 'step'
        if ($null -eq $step) { continue }
        $finishedAt = Get-Property -InputObject $answer -Name 'finishedAt'
        # Newer PowerShell reads a time as a date.
        if ($finishedAt -is [DateTime]) { $finishedAt = Format-Instant -Instant $finishedAt }
        if ($newest.ContainsKey($step) -and [string]::CompareOrdinal($newest[$step].finishedAt, $finishedAt) -gt 0) { continue }
        $newest[$step] = @{ finishedAt = $finishedAt; answer = $answer }
    }
    foreach ($one in $newest.Values) {
        $outcome = Get-Property -InputObject $one.answer -Name 'outcome'
        if (@('failed', 'timeout') -notcontains $outcome) { continue }
        [ordered]@{
            step       = Get-Property -InputObject $one.answer -Name 'step'
            work       = Get-Property -InputObject $one.answer -Name 'work'
            finishedAt = $one.finishedAt
            outcome    = $outcome
            exitCode   = Get-Property -InputObject $one.answer -Name 'exitCode'
            log        = [string[]]@((Get-Property -InputObject $one.answer -Name 'log') | Select-Object -Last 12)
        }
    }
}

function Read-LastAnswer {
    <#
    .SYNOPSIS
    The answer of the last attempt at a work that ended; null where none did.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    $state = Read-WorkFile -Folder $Folder -Name 'state.json'
    $attempt = Get-Property -InputObject $state -Name 'attempt'
    if ($null -eq $attempt) { return $null }
    for ($number = [int]$attempt; $number -ge 1; $number--) {
        $answer = Read-WorkFile -Folder $Folder -Name (Get-ResultName -Attempt $number)
        if ($null -ne $answer) { return $answer }
    }
    return $null
}
