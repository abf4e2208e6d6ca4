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
    The last answer of each work in the journal, where it tells of a failure.
    #>
    [CmdletBinding()]
    param()
    foreach ($folder in [IO.Directory]::GetDirectories((Get-JournalFolder))) {
        # What SYSTEM measures for this program comes and goes.
        if ((Split-Path -Leaf $folder) -like 'probe-*') { continue }
        $answer = Read-LastAnswer -Folder $folder
        $outcome = Get-Property -InputObject $answer -Name 'outcome'
        if (@('failed', 'timeout') -notcontains $outcome) { continue }
        $finishedAt = Get-Property -InputObject $answer -Name 'finishedAt'
        # Newer PowerShell reads a time as a date.
        if ($finishedAt -is [DateTime]) { $finishedAt = Format-Instant -Instant $finishedAt }
        [ordered]@{
            step       = Get-Property -InputObject $answer -Name 'step'
            work       = Get-Property -InputObject $answer -Name 'work'
            finishedAt = $finishedAt
            outcome    = $outcome
            exitCode   = Get-Property -InputObject $answer -Name 'exitCode'
            log        = [string[]]@((Get-Property -InputObject $answer -Name 'log') | Select-Object -Last 12)
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
