Set-StrictMode -Version Latest

function Test-DnsSignal {
    <#
    .SYNOPSIS
    Asks another domain controller for a whole DNS zone, which its sensor reports: the documented test that it sees.
    .DESCRIPTION
    Input: server, domain. Facts: askedAt, responseCode (5: refused, as it should be). Does what `nslookup` does with
    `ls -d`. Changes nothing, and makes an alert: run it only where the policy allows, and tell those who watch.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][DateTime]$Until
    )
    $null = $Until
    $askedAt = Format-Instant -Instant (Get-Instant)
    $code = Send-ZoneTransferQuery -Server $Request.input.server -Port 53 -Domain $Request.input.domain
    return New-Result -Outcome 'done' -Facts ([ordered]@{ askedAt = $askedAt; responseCode = $code })
}
