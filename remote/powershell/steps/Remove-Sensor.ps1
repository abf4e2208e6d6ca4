Set-StrictMode -Version Latest

function Remove-Sensor {
    <#
    .SYNOPSIS
    Removes the sensor of generation 2 from this host and proves that it is gone: the first half of going back.
    .DESCRIPTION
    Input: permitUntil (null: no limit). Facts: stoppedAt. Reads: service AATPSensor and services below its folder, its registry key, executable and uninstall
    entry. Writes: stops the services; runs the uninstall.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    return Uninstall-Product -Definition (Get-ProductDefinition -Name 'sensor') -Work $Work -NotAfter $Request.input.permitUntil -Keep { $null } -Told 'stoppedAt'
}

function Confirm-SensorRemoval {
    <#
    .SYNOPSIS
    Whether a removal that was done still holds.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Request)
    $null = $Request
    return Test-ProductAbsent -Definition (Get-ProductDefinition -Name 'sensor')
}
