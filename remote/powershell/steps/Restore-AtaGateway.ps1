Set-StrictMode -Version Latest

function Restore-AtaGateway {
    <#
    .SYNOPSIS
    Installs the ATA Gateway again from the package kept before its removal, and waits until its service runs.
    .DESCRIPTION
    Input: consoleUser, consolePassword (secret; null where the package needs none). Facts: gatewayRunningAt, version.
    Whether the Center sees it is asked of the Center, not here. Refuses while a sensor is present or cannot be read, and
    where the kept package is not whole.
    Reads: `packages\ata-gateway`. Writes: runs the setup as SYSTEM. The setup takes the password as an argument only,
    visible to administrators of this host for as long as it runs.
    UNCONFIRMED on a real host: that the kept package is enough to install from without the Center's own.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $gateway = Get-ProductDefinition -Name 'gateway'
    if ((Get-ServiceState -Name $gateway.service) -eq 'Running') {
        $outcome = 'already'
        if ($null -ne (Get-Progress -Work $Work -Name 'setup')) { $outcome = 'done' }
        return Get-RestoreResult -Work $Work -Outcome $outcome
    }
    $sensor = Get-Presence -Facts (Get-ProductFacts -Definition (Get-ProductDefinition -Name 'sensor'))
    if (-not $sensor.absent) {
        return New-Result -Outcome 'refused' -Reason "the sensor is $(Get-PresenceText -Presence $sensor); nothing was installed"
    }
    if (-not (Wait-EarlierSetup -Work $Work)) { return Get-RestoreResult -Work $Work -Outcome 'timeout' -Reason 'the setup that was started earlier still runs' }
    $exitCode = $null
    if ($null -eq (Get-ServiceState -Name $gateway.service)) {
        $folder = Find-KeptPackage -Definition $gateway -Name 'ata-gateway'
        if ($null -eq $folder) {
            return New-Result -Outcome 'refused' -Reason "the kept package in $(Get-PackageFolder -Name 'ata-gateway') is not there or not whole; nothing was installed"
        }
        $setup = Join-Path $folder $gateway.setup
        if (-not (Wait-InstallerFree -Work $Work)) {
            return New-Result -Outcome 'refused' -Reason 'another Windows Installer transaction is under way; nothing was installed'
        }
        $ran = Invoke-Setup -Work $Work -File $setup -Argument (Get-RestoreArgument -Data $Request.input)
        if (-not $ran.ended) { return Get-RestoreResult -Work $Work -Outcome 'timeout' -Reason 'the setup still runs; it was not ended by force' }
        $exitCode = $ran.exitCode
    }
    return Wait-Gateway -Work $Work -ExitCode $exitCode
}

function Get-RestoreArgument {
    <#
    .SYNOPSIS
    The arguments of the gateway's silent setup.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Data)
    $argument = '/quiet NetFrameworkCommandLineArguments="/q"'
    if ($null -eq $Data.consoleUser) { return $argument }
    if ("$($Data.consoleUser)$($Data.consolePassword)" -match '"') { throw 'name and password of the console account must not hold a quotation mark' }
    return "$argument ConsoleAccountName=`"$($Data.consoleUser)`" ConsoleAccountPassword=`"$($Data.consolePassword)`""
}

function Wait-Gateway {
    <#
    .SYNOPSIS
    Waits until the gateway's service runs. Ends at once where the setup left none.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][AllowNull()][object]$ExitCode
    )
    while ($true) {
        $state = Get-ServiceState -Name 'ATAGateway'
        if ($state -eq 'Running') { return Get-RestoreResult -Work $Work -Outcome 'done' -ExitCode $ExitCode }
        if ($null -eq $state -and $ExitCode -ne 1641) {
            return Get-RestoreResult -Work $Work -Outcome 'failed' -ExitCode $ExitCode -Reason 'the setup ended without the service ATAGateway'
        }
        if (-not (Test-TimeLeft -Work $Work)) {
            return Get-RestoreResult -Work $Work -Outcome 'timeout' -ExitCode $ExitCode -Reason "the service ATAGateway is $state"
        }
        Start-Sleep -Seconds 1
    }
}

function Get-RestoreResult {
    <#
    .SYNOPSIS
    The result of going back; the setup's log only where something went wrong.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][string]$Outcome,
        [AllowNull()][object]$Reason = $null,
        [AllowNull()][object]$ExitCode = $null
    )
    if ($null -eq $ExitCode -and $Work.rebooted) { $ExitCode = Get-Progress -Work $Work -Name 'exitCode' }
    $facts = [ordered]@{ gatewayRunningAt = $null; version = $null }
    $log = @()
    if ($Outcome -eq 'done' -or $Outcome -eq 'already') {
        $facts['gatewayRunningAt'] = Format-Instant -Instant (Get-Instant)
        $facts['version'] = (Get-ServiceEntry -Name 'ATAGateway')['version']
    }
    else {
        $log = @(Get-SetupLog -Pattern "$((Get-ProductDefinition -Name 'gateway').displayName)_*.log")
    }
    return New-Result -Outcome $Outcome -Reason $Reason -ExitCode $ExitCode -Facts $facts -Log $log
}

function Confirm-AtaGateway {
    <#
    .SYNOPSIS
    Whether the gateway that was installed again runs now.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Request)
    $null = $Request
    return (Get-ServiceState -Name 'ATAGateway') -eq 'Running'
}
