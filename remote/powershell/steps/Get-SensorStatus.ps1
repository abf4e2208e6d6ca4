Set-StrictMode -Version Latest

function Get-SensorStatus {
    <#
    .SYNOPSIS
    Measures the sensor: the states of its services, its version, its error logs' lines.
    .DESCRIPTION
    Input: since (ISO 8601 or null). Reads: services AATPSensor and AATPSensorUpdater, the sensor's folder of logs.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][DateTime]$Until
    )
    $since = Get-Property -InputObject $Request.input -Name 'since'
    $facts = [ordered]@{
        sensor  = (Get-Fact -Read { Get-ServiceState -Name 'AATPSensor' })
        updater = (Get-Fact -Read { Get-ServiceState -Name 'AATPSensorUpdater' })
        version = (Get-Fact -Read { Get-SensorVersion })
        errors  = (Get-Fact -Read { , [string[]]@(Get-SensorErrorLine -Since $since -Count 20) })
    }
    return New-Result -Outcome 'done' -Facts $facts
}

function Get-ServiceState {
    <#
    .SYNOPSIS
    The state of a service; null where there is no such service.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    $service = Get-WindowsService -Name $Name
    if ($null -eq $service) { return $null }
    return $service.state
}

function Get-SensorVersion {
    <#
    .SYNOPSIS
    The file version of the sensor that is installed; null where none is. The installed programs' list goes stale with
    the service's own updates.
    #>
    [CmdletBinding()]
    param()
    $service = Get-ServiceEntry -Name 'AATPSensor'
    if ($null -eq $service) { return $null }
    return $service['version']
}
