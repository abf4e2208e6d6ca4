<#
.SYNOPSIS
One attempt at a work: started, looked at, waited for.
#>
Set-StrictMode -Version Latest

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
