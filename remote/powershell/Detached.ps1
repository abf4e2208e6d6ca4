<#
.SYNOPSIS
Runs a step that changes the host apart from the connection, and waits for it.
.DESCRIPTION
A scheduled task runs Invoke-Work.ps1 as SYSTEM, at once and at every start of the host until there is a result. So a
lost connection stops nothing, and after a restart the work goes on or reports. One work at a time on a host.
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

function Get-AttemptStatus {
    <#
    .SYNOPSIS
    How it stands with the last attempt at a work: none, running, ended (there is a result) or dead (there is not, and
    nothing runs).
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    $state = Read-WorkFile -Folder $Folder -Name 'state.json'
    if ($null -eq $state) { return 'none' }
    # The process first, its result after: it writes the result before it ends.
    $alive = Test-ProcessSame -Id (Get-Property -InputObject $state -Name 'processId') -StartedAt (Get-Property -InputObject $state -Name 'processStartedAt')
    if ([IO.File]::Exists((Join-Path $Folder (Get-ResultName -Attempt $state.attempt)))) { return 'ended' }
    if ($alive) { return 'running' }
    # Without its task nothing will ever run it: the host went down before the task was made.
    if (-not (Test-WorkTask -Name $state.task)) { return 'dead' }
    if (Test-Restarted -State $state) {
        # The task starts with the host; give it time.
        if ((Get-Instant) -lt (Get-BootInstant).AddMinutes(10)) { return 'running' }
        return 'dead'
    }
    if ($null -eq $state.processId -and (Get-Instant) -lt (ConvertTo-Instant -Value $state.launchedAt).AddSeconds(90)) { return 'running' }
    return 'dead'
}

function Test-ProcessSame {
    <#
    .SYNOPSIS
    Whether the process noted with its start still runs; another one may have got its number since.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][AllowNull()][object]$Id,
        [Parameter(Mandatory)][AllowNull()][object]$StartedAt
    )
    if ($null -eq $Id -or $null -eq $StartedAt) { return $false }
    $now = Get-ProcessInstant -Id ([int]$Id)
    if ($null -eq $now) { return $false }
    return [Math]::Abs(($now - (ConvertTo-Instant -Value $StartedAt)).TotalSeconds) -lt 2
}

function Test-Restarted {
    <#
    .SYNOPSIS
    Whether the host restarted since the attempt was launched. Its clock may have been set meanwhile, so not by equality.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$State)
    return ((Get-BootInstant) - (ConvertTo-Instant -Value $State.bootedAt)).TotalSeconds -gt 30
}

function Get-ResultName {
    <#
    .SYNOPSIS
    Name of the file that holds the answer of an attempt.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][int]$Attempt)
    return "result-$Attempt.json"
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

function Start-Attempt {
    <#
    .SYNOPSIS
    Notes the request and starts the task that carries it out.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][string]$Folder
    )
    $null = New-Folder -Path $Folder
    $before = Read-WorkFile -Folder $Folder -Name 'state.json'
    $attempt = 1
    if ($null -ne $before) {
        $attempt = [int]$before.attempt + 1
        # A task that was left behind would run the new attempt a second time when the host starts.
        Unregister-WorkTask -Name $before.task
    }

    $secretNames = @()
    $definition = Get-StepDefinition -Step $Request.step
    if ($null -ne $definition) { $secretNames = $definition.secrets }
    $open = [ordered]@{}
    $secret = [ordered]@{}
    foreach ($property in $Request.input.PSObject.Properties) {
        $value = Get-Property -InputObject $Request.input -Name $property.Name
        if ($value -is [DateTime]) { $value = Format-Instant -Instant $value }
        if ($secretNames -contains $property.Name) { $secret[$property.Name] = $value }
        else { $open[$property.Name] = $value }
    }

    $now = Get-Instant
    $state = [ordered]@{
        attempt          = $attempt
        launchedAt       = (Format-Instant -Instant $now)
        deadlineAt       = (Format-Instant -Instant ($now.AddSeconds($Request.deadlineSeconds)))
        bootedAt         = (Format-Instant -Instant (Get-BootInstant))
        processId        = $null
        processStartedAt = $null
        bundle           = (Split-Path -Leaf (Split-Path -Parent $PSScriptRoot))
        task             = "$(Split-Path -Leaf $Folder)-$attempt"
    }
    Write-WorkFile -Folder $Folder -Name 'request.json' -Value ([ordered]@{ step = $Request.step; work = $Request.work; input = $open })
    if ($secret.Count -gt 0) {
        New-SystemFile -Path (Join-Path $Folder 'secret.json') -Text (ConvertTo-AsciiJson -Value $secret)
    }
    Write-WorkFile -Folder $Folder -Name 'state.json' -Value $state
    try {
        Register-WorkTask -Name $state.task -Script (Join-Path $PSScriptRoot 'Invoke-Work.ps1') -Folder $Folder
    }
    catch {
        [IO.File]::Delete((Join-Path $Folder 'secret.json'))
        [IO.File]::Delete((Join-Path $Folder 'state.json'))
        throw
    }
}

function Wait-Attempt {
    <#
    .SYNOPSIS
    Waits for the answer of the attempt under way. At the call's own deadline it says `running` and lets it go on.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][string]$Folder,
        [Parameter(Mandatory)][DateTime]$StartedAt
    )
    $state = Read-WorkFile -Folder $Folder -Name 'state.json'
    $until = $StartedAt.AddSeconds($Request.deadlineSeconds)
    $deadline = ConvertTo-Instant -Value $state.deadlineAt
    # Work that reaches its own deadline by then says so itself; it is given time to write its answer.
    if ($deadline -le $until.AddSeconds(1)) { $until = $deadline.AddSeconds(30) }
    $path = Join-Path $Folder (Get-ResultName -Attempt $state.attempt)
    $nextLook = (Get-Instant).AddSeconds(2)
    $status = 'running'
    while ($true) {
        if ([IO.File]::Exists($path)) {
            $line = Read-SharedText -Path $path
            return @{ outcome = (ConvertFrom-Json -InputObject $line).outcome; line = $line }
        }
        if ($status -eq 'dead') {
            $reason = 'the process that did the work ended without an answer; the next call tries again'
            return Get-EarlyAnswer -Request $Request -StartedAt $StartedAt -Outcome 'failed' -Reason $reason
        }
        if ((Get-Instant) -gt $until) {
            $reason = "attempt $($state.attempt) goes on by itself; the next call attaches to it"
            return Get-EarlyAnswer -Request $Request -StartedAt $StartedAt -Outcome 'running' -Reason $reason
        }
        Start-Sleep -Milliseconds 200
        # Looking at the process costs more than looking at a file.
        if ((Get-Instant) -gt $nextLook) {
            $status = Get-AttemptStatus -Folder $Folder
            $nextLook = (Get-Instant).AddSeconds(2)
        }
    }
}

function Invoke-AsSystem {
    <#
    .SYNOPSIS
    Runs a reading function of this bundle as SYSTEM and gives its facts as an object. Leaves nothing behind.
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
        $path = Join-Path $folder (Get-ResultName -Attempt 1)
        while (-not [IO.File]::Exists($path)) {
            if ((Get-Instant) -gt $Until) { throw 'SYSTEM''s own measurement did not end in time' }
            Start-Sleep -Milliseconds 100
        }
        $answer = ConvertFrom-Json -InputObject (Read-SharedText -Path $path)
        if ($answer.outcome -ne 'done') { throw $answer.reason }
        return $answer.facts
    }
    finally {
        Remove-Work -Folder $folder
    }
}

function Remove-Work {
    <#
    .SYNOPSIS
    Takes a work's task and folder away, as far as they let themselves; the next call sweeps the rest.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    try {
        $state = Read-WorkFile -Folder $Folder -Name 'state.json'
        if ($null -ne $state) { Unregister-WorkTask -Name $state.task }
        if ([IO.Directory]::Exists($Folder)) { [IO.Directory]::Delete($Folder, $true) }
    }
    catch {
        Write-Verbose "left for the next call: $Folder"
    }
}

function Clear-Secret {
    <#
    .SYNOPSIS
    Takes away the secrets of a work that does not run: they outlast a crash otherwise.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    foreach ($name in 'secret.json', 'access.key') {
        try { [IO.File]::Delete((Join-Path $Folder $name)) }
        catch { Write-Verbose "left for the next call: $name" }
    }
}

function Clear-Leftover {
    <#
    .SYNOPSIS
    Sweeps what earlier calls left: secrets of works that do not run, probes, scripts of older versions.
    #>
    [CmdletBinding()]
    param()
    $used = @(Split-Path -Leaf (Split-Path -Parent $PSScriptRoot))
    foreach ($folder in [IO.Directory]::GetDirectories((Get-JournalFolder))) {
        if ((Get-AttemptStatus -Folder $folder) -eq 'running') {
            $used += (Read-WorkFile -Folder $folder -Name 'state.json').bundle
            continue
        }
        Clear-Secret -Folder $folder
        if ((Split-Path -Leaf $folder) -like 'probe-*') { Remove-Work -Folder $folder }
    }
    foreach ($bundle in [IO.Directory]::GetDirectories((New-Folder -Path (Join-Path (Get-HostFolder) 'bundles')))) {
        # One that was touched today may be in use by a program of another version.
        if ($used -contains (Split-Path -Leaf $bundle)) { continue }
        if ([IO.Directory]::GetLastWriteTimeUtc($bundle) -gt (Get-Instant).AddDays(-1)) { continue }
        try { [IO.Directory]::Delete($bundle, $true) }
        catch { Write-Verbose "left for the next call: $bundle" }
    }
}
