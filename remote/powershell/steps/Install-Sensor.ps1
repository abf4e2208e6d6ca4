Set-StrictMode -Version Latest

function Install-Sensor {
    <#
    .SYNOPSIS
    Installs the sensor from the package on this host and waits until both of its services run.
    .DESCRIPTION
    Input: version, sha256, delayedUpdate, proxy. Facts: sensorRunningAt, version, folder.
    Reads: `packages\sensor`, the services AATPSensor and AATPSensorUpdater, the deployment logs, the access key that
    Receive-AccessKey left. Writes: runs the setup as SYSTEM. Refuses while an ATA Gateway is present or cannot be read
    (the two do not run on one host), and where no access key was handed over or its time is over.
    The setup reads the key from the file only SYSTEM can read, where the package's version knows that (2.207 on);
    older ones get it as an argument, visible to administrators of this host for as long as the setup runs. The file is
    gone when this ends, however it ends.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    try {
        $state = Get-SensorState
        if ($state.running) {
            $outcome = 'already'
            if ($null -ne (Get-Progress -Work $Work -Name 'setup')) { $outcome = 'done' }
            return Get-InstallResult -Work $Work -Outcome $outcome
        }
        $gateway = Get-Presence -Facts (Get-ProductFacts -Definition (Get-ProductDefinition -Name 'gateway'))
        if (-not $gateway.absent) {
            return New-Result -Outcome 'refused' -Reason "the ATA Gateway is $(Get-PresenceText -Presence $gateway); nothing was installed"
        }
        if (-not (Wait-EarlierSetup -Work $Work)) {
            return Get-InstallResult -Work $Work -Outcome 'timeout' -Reason 'the setup that was started earlier still runs'
        }
        $exitCode = $null
        if (-not (Get-SensorState).installed) {
            if ($null -eq (Read-SensorManifest -PackageHash $Request.input.sha256)) {
                return New-Result -Outcome 'refused' -Reason "package $($Request.input.version) is not on this host, or not whole; nothing was installed"
            }
            if (-not (Wait-InstallerFree -Work $Work)) {
                return New-Result -Outcome 'refused' -Reason 'another Windows Installer transaction is under way; nothing was installed'
            }
            # At the moment of use: all that was waited for before took its time.
            if (-not (Test-AccessKey)) {
                return New-Result -Outcome 'refused' -Reason 'no access key lies here, or its time is over; nothing was installed; the next run hands one over'
            }
            # So that what the setup brings can be told from what was there.
            Save-Before -Name 'capture-driver' -Value (Read-CaptureDriver)
            $setup = Invoke-SensorSetup -Data $Request.input -Work $Work
            if (-not $setup.ended) { return Get-InstallResult -Work $Work -Outcome 'timeout' -Reason 'the setup still runs; it was not ended by force' }
            $exitCode = $setup.exitCode
        }
        return Wait-Sensor -Work $Work -ExitCode $exitCode
    }
    finally {
        Clear-AccessKey
    }
}

function Invoke-SensorSetup {
    <#
    .SYNOPSIS
    Runs the setup with the access key that was handed over. Whoever calls this takes the key away at the end: where the
    host goes down in the middle, the setup may need it once more.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Data,
        [Parameter(Mandatory)][object]$Work
    )
    if ([string]$Data.proxy -match '["\s]') { throw 'the address of the proxy is not valid' }
    $setup = Find-SensorSetup -Folder (Get-PackageFolder -Name 'sensor')
    $signature = Get-Signature -Path $setup
    if (-not $signature.valid) { throw "the signature of the setup is not valid: $($signature.status)" }
    $keyFile = Get-AccessKeyPath
    $key = Read-SharedText -Path $keyFile
    # What hides secrets in journal and answer has to know it.
    $Work.secrets = [string[]](@($Work.secrets) + $key)
    $argument = '/quiet NetFrameworkCommandLineArguments="/q"'
    if (Test-KeyFileKnown -Version $Data.version) {
        $argument += " AccessKeyFile=`"$keyFile`""
    }
    else {
        Write-Journal -Work $Work -Text 'this package knows no AccessKeyFile: the key is an argument of the setup while it runs'
        $argument += " AccessKey=`"$key`""
    }
    if ($Data.delayedUpdate) { $argument += ' DelayedUpdate=true' }
    if ($Data.proxy) { $argument += " ProxyUrl=`"$($Data.proxy)`"" }
    return Invoke-Setup -Work $Work -File $setup -Argument $argument
}

function Test-KeyFileKnown {
    <#
    .SYNOPSIS
    Whether a package of this version takes the access key from a file.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Version)
    $parsed = $null
    if (-not [Version]::TryParse($Version, [ref]$parsed)) { return $true }
    return $parsed -ge [Version]'2.207'
}

function Get-SensorState {
    <#
    .SYNOPSIS
    The states of the sensor's two services: whether they are there and whether both run.
    #>
    [CmdletBinding()]
    param()
    $states = @(foreach ($name in 'AATPSensor', 'AATPSensorUpdater') {
            $service = Get-WindowsService -Name $name
            if ($null -eq $service) { 'absent' }
            else { $service.state }
        })
    return @{
        installed = ($states -notcontains 'absent')
        running   = ($states[0] -eq 'Running' -and $states[1] -eq 'Running')
        text      = "AATPSensor $($states[0]), AATPSensorUpdater $($states[1])"
    }
}

function Wait-Sensor {
    <#
    .SYNOPSIS
    Waits until both services run. Ends at once where the setup left none of them: waiting would not bring them.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][AllowNull()][object]$ExitCode
    )
    while ($true) {
        $state = Get-SensorState
        if ($state.running) { return Get-InstallResult -Work $Work -Outcome 'done' -ExitCode $ExitCode }
        # 1641: the setup restarts the host by itself; this script goes on when the host starts again.
        if (-not $state.installed -and $ExitCode -ne 1641) {
            return Get-InstallResult -Work $Work -Outcome 'failed' -ExitCode $ExitCode -Reason "the setup ended without its services: $($state.text)"
        }
        if (-not (Test-TimeLeft -Work $Work)) {
            return Get-InstallResult -Work $Work -Outcome 'timeout' -ExitCode $ExitCode -Reason "the services do not run: $($state.text)"
        }
        Start-Sleep -Seconds 1
    }
}

function Get-InstallResult {
    <#
    .SYNOPSIS
    The result of an installation; the deployment and error logs only where something went wrong.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][string]$Outcome,
        [AllowNull()][object]$Reason = $null,
        [AllowNull()][object]$ExitCode = $null
    )
    if ($null -eq $ExitCode -and $Work.rebooted) { $ExitCode = Get-Progress -Work $Work -Name 'exitCode' }
    $good = $Outcome -eq 'done' -or $Outcome -eq 'already'
    $facts = [ordered]@{ sensorRunningAt = $null; version = $null; folder = $null }
    $log = @()
    if ($good) {
        if ($null -eq (Get-Progress -Work $Work -Name 'runningAt')) {
            Set-Progress -Work $Work -Name 'runningAt' -Value (Format-Instant -Instant (Get-Instant))
        }
        $facts['sensorRunningAt'] = Get-Progress -Work $Work -Name 'runningAt'
        $service = Get-ServiceEntry -Name 'AATPSensor'
        $facts['version'] = $service['version']
        $facts['folder'] = Split-Path -Parent $service['path']
    }
    else {
        $log = @(Get-SetupLog -Pattern '*Microsoft.Tri.Sensor.Deployment.Deployer_*.log') +
            @(Get-SetupLog -Pattern 'Azure Advanced Threat Protection Sensor_*.log') +
            @(Get-SensorErrorLine -Since $null -Count 10)
    }
    return New-Result -Outcome $Outcome -Reason $Reason -ExitCode $ExitCode -Facts $facts -Log $log
}

function Confirm-Sensor {
    <#
    .SYNOPSIS
    Whether the sensor that was installed runs now.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Request)
    return (Get-SensorState).running
}
