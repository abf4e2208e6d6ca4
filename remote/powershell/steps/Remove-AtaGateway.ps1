Set-StrictMode -Version Latest

function Remove-AtaGateway {
    <#
    .SYNOPSIS
    Removes the ATA Gateway from this host, keeps its package first, and proves that it is gone.
    .DESCRIPTION
    Input: readyUntil (null: no limit), keepPackage. Facts: stoppedAt, keptPackage.
    Reads: service ATAGateway and services below its folder, its registry key, executable and uninstall entry, the
    package cache. Writes: `packages\ata-gateway`; stops the services; runs the uninstall. An ATA Center on the same
    host is not touched, and that is proven.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $gateway = Get-ProductDefinition -Name 'gateway'
    $center = Get-ProductDefinition -Name 'center'
    $centerBefore = (Get-Presence -Facts (Get-ProductFacts -Definition $center)).present -join ', '
    $keep = {
        if (-not $Request.input.keepPackage) { return }
        Set-Progress -Work $Work -Name 'keptPackage' -Value (Save-ProductPackage -Definition $gateway -Work $Work -Name 'ata-gateway')
    }
    $result = Uninstall-Product -Definition $gateway -Work $Work -NotAfter $Request.input.readyUntil -Keep $keep -Told 'stoppedAt', 'keptPackage'
    $centerAfter = (Get-Presence -Facts (Get-ProductFacts -Definition $center)).present -join ', '
    if ($centerBefore -ne $centerAfter) {
        $result['outcome'] = 'failed'
        $result['reason'] = "the ATA Center on this host changed meanwhile: it was in ($centerBefore), now in ($centerAfter)"
    }
    return $result
}

function Confirm-AtaGatewayRemoval {
    <#
    .SYNOPSIS
    Whether a removal that was done still holds.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Request)
    return Test-ProductAbsent -Definition (Get-ProductDefinition -Name 'gateway')
}
