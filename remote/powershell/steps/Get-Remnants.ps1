Set-StrictMode -Version Latest

function Get-Remnants {
    <#
    .SYNOPSIS
    What failed removals and installations left on this host, of the gateway and of the sensor.
    .DESCRIPTION
    Facts: gateway, sensor. Reads: services, tasks, uninstall entries, registry keys, folders, certificates, the capture
    driver.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][DateTime]$Until
    )
    $null = $Request, $Until
    $facts = [ordered]@{}
    foreach ($name in 'gateway', 'sensor') {
        $facts[$name] = Get-Fact -Read {
            $found = Find-Remnant -Definition (Get-ProductDefinition -Name $name)
            if ($null -eq $found) { return $null }
            return , [string[]]@($found | ForEach-Object { $_.id })
        }
    }
    return New-Result -Outcome 'done' -Facts $facts
}
