Set-StrictMode -Version Latest

function Get-GatewayStatus {
    <#
    .SYNOPSIS
    Measures whether an ATA Gateway and an ATA Center are on this host, each in four places, and whether a gateway's
    package is kept here.
    .DESCRIPTION
    Facts: gateway, center, keptPackage. Reads: services, registry keys, executables and uninstall entries of both;
    `packages\ata-gateway`.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][DateTime]$Until
    )
    return New-Result -Outcome 'done' -Facts ([ordered]@{
            gateway     = (Get-ProductFacts -Definition (Get-ProductDefinition -Name 'gateway'))
            center      = (Get-ProductFacts -Definition (Get-ProductDefinition -Name 'center'))
            keptPackage = (Get-Fact -Read { Find-KeptPackage -Definition (Get-ProductDefinition -Name 'gateway') -Name 'ata-gateway' })
        })
}
