<#
.SYNOPSIS
Takes a product away by its own uninstall, with proof.
#>
Set-StrictMode -Version Latest

function Uninstall-Product {
    <#
    .SYNOPSIS
    Takes a product away by its own quiet uninstall and proves in four places that it is gone.
    .DESCRIPTION
    Nothing is touched where any place cannot be read, where the permission is over, or where what must be kept cannot
    be kept. Where the removal fails, services it stopped are started again, so that the host is not left unprotected.
    .PARAMETER NotAfter
    The moment after which this must not begin; null: no limit.
    .PARAMETER Keep
    Keeps what must outlast the removal, and notes it as progress.
    .PARAMETER Told
    Names of the progress that goes into the answer's facts.
    .PARAMETER Extra
    What is added to the uninstall's command line, with a blank before it.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Definition,
        [Parameter(Mandatory)][object]$Work,
        [string]$Extra = '',
        [Parameter(Mandatory)][AllowNull()][object]$NotAfter,
        [Parameter(Mandatory)][scriptblock]$Keep,
        [Parameter(Mandatory)][string[]]$Told
    )
    $title = $Definition.title
    # Its key is gone before its files are: remember where they were.
    $folder = Get-Progress -Work $Work -Name 'folder'
    if ($null -ne $folder) { $Definition.folder = $folder }
    if (-not (Wait-EarlierSetup -Work $Work)) {
        return Get-RemovalResult -Work $Work -Told $Told -Outcome 'timeout' -Reason "the uninstall of the $title that was started earlier still runs"
    }
    $before = Get-Presence -Facts (Get-ProductFacts -Definition $Definition)
    $begun = [bool](Get-Progress -Work $Work -Name 'begun')
    if ($before.absent) {
        $outcome = 'already'
        if ($begun) { $outcome = 'done' }
        return Get-RemovalResult -Work $Work -Told $Told -Outcome $outcome
    }
    if ($before.unread.Count -gt 0) {
        return Get-RemovalResult -Work $Work -Told $Told -Outcome 'refused' -Reason "$(Get-PresenceText -Presence $before); nothing was touched"
    }
    # What was begun goes on without a new permission, since the host is unprotected meanwhile; but not where somebody
    # has started the service again since.
    $service = Get-WindowsService -Name $Definition.service
    $runs = $null -ne $service -and $service.state -eq 'Running'
    $goesOn = $begun -and ($Work.rebooted -or -not $runs)
    if (-not $goesOn) {
        if (Test-Past -Moment $NotAfter) { return Get-RemovalResult -Work $Work -Told $Told -Outcome 'refused' -Reason (Get-LateText -NotAfter $NotAfter) }
        $null = & $Keep
        Set-Progress -Work $Work -Name 'folder' -Value (Get-InstallationFolder -Definition $Definition)
    }
    $entry = Find-Product -Definition $Definition
    if ($null -eq $entry -or $null -eq $entry.quietUninstall) {
        $reason = "the $title has no uninstall entry any more ($(Get-PresenceText -Presence $before)): remnants of an earlier removal"
        return Get-RemovalResult -Work $Work -Told $Told -Outcome 'failed' -Reason $reason
    }
    if (-not (Wait-InstallerFree -Work $Work)) {
        return Get-RemovalResult -Work $Work -Told $Told -Outcome 'refused' -Reason 'another Windows Installer transaction is under way; nothing was touched'
    }
    # Keeping took its time: the permission must hold at the moment it begins.
    if (-not $goesOn -and (Test-Past -Moment $NotAfter)) {
        return Get-RemovalResult -Work $Work -Told $Told -Outcome 'refused' -Reason (Get-LateText -NotAfter $NotAfter)
    }
    return Invoke-Removal -Definition $Definition -Work $Work -Command "$($entry.quietUninstall)$Extra" -Told $Told
}

function Get-LateText {
    <#
    .SYNOPSIS
    Why a permission that is over is not used.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$NotAfter)
    $end = Format-Instant -Instant (ConvertTo-Instant -Value $NotAfter)
    return "the measurement this rests on was good until $end, now it is $(Format-Instant -Instant (Get-Instant)); nothing was touched"
}

function Invoke-Removal {
    <#
    .SYNOPSIS
    Stops the product, runs its uninstall, proves the outcome.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Definition,
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][string]$Command,
        [Parameter(Mandatory)][string[]]$Told
    )
    Set-Progress -Work $Work -Name 'begun' -Value $true
    try {
        Stop-Product -Definition $Definition -Work $Work
        $setup = Invoke-Setup -Work $Work -File (Get-CommandFile -Command $Command) -Argument (Get-CommandArgument -Command $Command)
        if (-not $setup.ended) {
            return Get-RemovalResult -Work $Work -Told $Told -Outcome 'timeout' -Reason 'the uninstall still runs; it was not ended by force'
        }
        $after = Get-Presence -Facts (Get-ProductFacts -Definition $Definition)
        # 1641: the setup restarts the host by itself; this script goes on when the host starts again.
        while ($setup.exitCode -eq 1641 -and -not $after.absent -and (Test-TimeLeft -Work $Work)) {
            Start-Sleep -Seconds 1
            $after = Get-Presence -Facts (Get-ProductFacts -Definition $Definition)
        }
        if ($after.absent) { return Get-RemovalResult -Work $Work -Told $Told -Outcome 'done' -ExitCode $setup.exitCode }
        $reason = "the uninstall ended, but the $($Definition.title) is $(Get-PresenceText -Presence $after)"
        $code = $setup.exitCode
    }
    catch {
        $reason = Get-Reason -ErrorRecord $_
        $code = $null
    }
    $reason += Restore-Protection -Definition $Definition -Work $Work
    return Get-RemovalResult -Work $Work -Told $Told -Outcome 'failed' -Reason $reason -ExitCode $code -Definition $Definition
}

function Stop-Product {
    <#
    .SYNOPSIS
    Stops the product's services. Notes which ones, and when its main service stopped.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Definition,
        [Parameter(Mandatory)][object]$Work
    )
    $noted = Get-StoppedService -Work $Work
    # An updater would start it again. The gateway's has no documented name, so it is found by its folder. A Center's
    # database is left to the Center's own setup.
    $names = @()
    if ($Definition.name -ne 'center') { $names += @(Get-ServiceBelow -Folder (Get-InstallationFolder -Definition $Definition)) }
    $names = @($names | Where-Object { $_ -ne $Definition.service }) + $Definition.service
    foreach ($name in $names) {
        $service = Get-WindowsService -Name $name
        if ($null -eq $service -or $service.state -eq 'Stopped') { continue }
        $ran = $service.state -eq 'Running'
        $noted += $name
        Set-Progress -Work $Work -Name 'stopped' -Value $noted
        Write-Journal -Work $Work -Text "stops service $name ($($service.state))"
        Stop-WindowsService -Name $name
        if ($ran -and $name -eq $Definition.service) {
            Set-Progress -Work $Work -Name 'stoppedAt' -Value (Format-Instant -Instant (Get-Instant))
        }
    }
}

function Get-StoppedService {
    <#
    .SYNOPSIS
    Names of the services this work has stopped.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Work)
    $names = @(Get-Progress -Work $Work -Name 'stopped' | Where-Object { $null -ne $_ })
    return , $names
}

function Restore-Protection {
    <#
    .SYNOPSIS
    Starts services again after a removal that failed; gives what to add to the reason.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Definition,
        [Parameter(Mandatory)][object]$Work
    )
    try {
        if ($null -eq (Get-WindowsService -Name $Definition.service)) { return '' }
        $names = Get-StoppedService -Work $Work
        # The last one stopped was the main one: it starts first.
        [array]::Reverse($names)
        foreach ($name in $names) {
            if ($null -eq (Get-WindowsService -Name $name)) { continue }
            Write-Journal -Work $Work -Text "starts service $name again"
            Start-WindowsService -Name $name
        }
        if ((Get-WindowsService -Name $Definition.service).state -ne 'Running') { return '; its service does not run' }
        Set-Progress -Work $Work -Name 'begun' -Value $false
        Set-Progress -Work $Work -Name 'stoppedAt' -Value $null
        Set-Progress -Work $Work -Name 'stopped' -Value $null
        return '; its service runs again'
    }
    catch {
        return '; its service could not be started again: ' + (Get-Reason -ErrorRecord $_)
    }
}

function Get-RemovalResult {
    <#
    .SYNOPSIS
    The result of a removal with what was noted on the way; the setup's log only where something went wrong.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][string[]]$Told,
        [Parameter(Mandatory)][string]$Outcome,
        [AllowNull()][object]$Reason = $null,
        [AllowNull()][object]$ExitCode = $null,
        [AllowNull()][object]$Definition = $null
    )
    $facts = [ordered]@{}
    foreach ($name in $Told) { $facts[$name] = Get-Progress -Work $Work -Name $name }
    # After a restart the code of the setup before it is all there is.
    if ($null -eq $ExitCode -and $Work.rebooted) { $ExitCode = Get-Progress -Work $Work -Name 'exitCode' }
    $log = @()
    if ($null -ne $Definition) { $log = @(Get-SetupLog -Pattern "$($Definition.displayName)_*.log") }
    return New-Result -Outcome $Outcome -Reason $Reason -ExitCode $ExitCode -Facts $facts -Log $log
}
