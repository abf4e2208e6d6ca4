Set-StrictMode -Version Latest

function Get-SystemFacts {
    <#
    .SYNOPSIS
    What only SYSTEM sees as the sensor will see it: its proxy, the sensor API through it, managed accounts.
    .DESCRIPTION
    Part of Get-HostFacts, run by a task of its own that leaves nothing behind; no step of the contract.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [AllowNull()][object]$Work = $null
    )
    $data = $Request.input
    $null = $Work
    $proxy = Get-Fact -Read {
        # The one the sensor will be given goes before SYSTEM's own.
        if ($data.proxy) { return [string]$data.proxy }
        return Get-SystemProxy -Uri $data.sensorApi
    }
    $facts = [ordered]@{
        proxy           = $proxy
        sensorApi       = (Get-Fact -Read {
                if ($proxy.Contains('unread')) { throw "the proxy is not known: $($proxy['unread'])" }
                Read-SensorApi -Uri $data.sensorApi -Proxy ([string]$proxy['value'])
            })
        managedAccounts = (Get-Fact -Read { Read-ManagedAccount -Name ([string[]]@($data.managedAccounts)) })
    }
    return New-Result -Outcome 'done' -Facts $facts
}
