<#
.SYNOPSIS
Runs a step that changes the host apart from the connection, and waits for it.
.DESCRIPTION
A scheduled task runs Invoke-Work.ps1 as SYSTEM, at once and at every start of the host until there is a result. So a
lost connection stops nothing, and after a restart the work goes on. One work at a time on a host.
That the task scheduler behaves so is documented; it was not run on real Windows here.
#>
Set-StrictMode -Version Latest

function Invoke-DetachedStep {
    <#
    .SYNOPSIS
    Starts the work, or attaches to it where it runs, or gives the answer it ended with; then waits for the end.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][DateTime]$StartedAt
    )
    $folder = Get-WorkFolder -Name $Request.work
    $lock = Enter-HostLock
    try {
        Clear-Leftover
        $status = Get-AttemptStatus -Folder $folder
        if ($status -eq 'ended') {
            $answer = Get-ValidAnswer -Request $Request -Folder $folder
            if ($null -ne $answer) { return $answer }
        }
        if ($status -ne 'running') {
            $other = Get-OtherWork -Folder $folder
            if ($null -ne $other) {
                $reason = "other work is under way on this host: $other"
                return Get-EarlyAnswer -Request $Request -StartedAt $StartedAt -Outcome 'refused' -Reason $reason
            }
            Start-Attempt -Request $Request -Folder $folder
        }
    }
    finally {
        $lock.Dispose()
    }
    return Wait-Attempt -Request $Request -Folder $folder -StartedAt $StartedAt
}

function Enter-HostLock {
    <#
    .SYNOPSIS
    Waits until no other call is starting work here; dispose of what it gives to let the next one in.
    #>
    [CmdletBinding()]
    param()
    $path = Join-Path (Get-JournalFolder) 'lock'
    for ($attempt = 1; ; $attempt++) {
        try { return [IO.File]::Open($path, [IO.FileMode]::OpenOrCreate, [IO.FileAccess]::ReadWrite, [IO.FileShare]::None) }
        catch {
            if ($attempt -ge 300) { throw }
            Start-Sleep -Milliseconds 100
        }
    }
}

function Get-ValidAnswer {
    <#
    .SYNOPSIS
    The answer a work ended with, where it was good and still holds on the host; else null, and it is tried again.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][string]$Folder
    )
    $state = Read-WorkFile -Folder $Folder -Name 'state.json'
    $line = Read-SharedText -Path (Join-Path $Folder (Get-ResultName -Attempt $state.attempt))
    $outcome = (ConvertFrom-Json -InputObject $line).outcome
    if ($outcome -ne 'done' -and $outcome -ne 'already') { return $null }
    $confirm = (Get-StepDefinition -Step $Request.step).confirm
    # A step without such a function is quick to run again, and says then that it was so already.
    $holds = $false
    try {
        if ($confirm -ne '') { $holds = @(& $confirm -Request $Request)[-1] }
    }
    catch { $holds = $false }
    if ($holds) { return @{ outcome = $outcome; line = $line } }
    # What it noted belongs to work that is done; the new attempt begins anew.
    [IO.File]::Delete((Join-Path $Folder 'progress.json'))
    return $null
}

function Get-EarlyAnswer {
    <#
    .SYNOPSIS
    An answer given without any attempt having ended.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][DateTime]$StartedAt,
        [Parameter(Mandatory)][string]$Outcome,
        [Parameter(Mandatory)][string]$Reason
    )
    $result = New-Result -Outcome $Outcome -Reason $Reason
    $line = ConvertTo-AnswerLine -Result $result -Step $Request.step -Work $Request.work -StartedAt $StartedAt
    return @{ outcome = $Outcome; line = $line }
}

function Get-OtherWork {
    <#
    .SYNOPSIS
    Name of another work that runs on this host; null where none does. Probes do not count.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    foreach ($other in [IO.Directory]::GetDirectories((Get-JournalFolder))) {
        if ((Split-Path -Leaf $other) -eq (Split-Path -Leaf $Folder)) { continue }
        if ((Split-Path -Leaf $other) -like 'probe-*') { continue }
        if ((Get-AttemptStatus -Folder $other) -ne 'running') { continue }
        return (Read-WorkFile -Folder $other -Name 'request.json').work
    }
    return $null
}

function Start-AsSystem {
    <#
    .SYNOPSIS
    Begins to run a reading function of this bundle as SYSTEM, and gives the folder Receive-AsSystem finds its facts by.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][object]$Data,
        [Parameter(Mandatory)][DateTime]$Until
    )
    $work = 'probe-' + [guid]::NewGuid().ToString('N').Substring(0, 8)
    $folder = Get-WorkFolder -Name $work
    $seconds = [Math]::Max(1, ($Until - (Get-Instant)).TotalSeconds)
    $request = [pscustomobject]@{ step = $Name; work = $work; deadlineSeconds = $seconds; input = $Data }
    try {
        Start-Attempt -Request $request -Folder $folder
    }
    catch {
        Remove-Work -Folder $folder
        throw
    }
    return $folder
}

function Receive-AsSystem {
    <#
    .SYNOPSIS
    Waits for what runs as SYSTEM and gives its facts as an object. Leaves nothing behind.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Folder,
        [Parameter(Mandatory)][DateTime]$Until
    )
    try {
        $path = Join-Path $Folder (Get-ResultName -Attempt 1)
        while (-not [IO.File]::Exists($path)) {
            if ((Get-Instant) -gt $Until) { throw 'SYSTEM''s own measurement did not end in time' }
            Start-Sleep -Milliseconds 100
        }
        $answer = ConvertFrom-Json -InputObject (Read-SharedText -Path $path)
        if ($answer.outcome -ne 'done') { throw $answer.reason }
        return $answer.facts
    }
    finally {
        Remove-Work -Folder $Folder
    }
}
