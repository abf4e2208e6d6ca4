Set-StrictMode -Version Latest

function Set-TlsDefault {
    <#
    .SYNOPSIS
    Lets .NET 4 use the system's TLS versions and strong cryptography, in both views of the registry.
    .DESCRIPTION
    Facts: as the fact `tls`. Writes: SystemDefaultTlsVersions and SchUseStrongCrypto of .NETFramework\v4.0.30319;
    `saved\Set-TlsDefault.json`. Programs see it when they are started the next time.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $null = $Request
    $before = Read-Tls
    if (@($before.Values | Where-Object { $_ -ne 1 }).Count -eq 0) { return New-Result -Outcome 'already' -Facts $before }
    Save-Before -Name 'Set-TlsDefault' -Value $before
    foreach ($value in Get-TlsValue) {
        Write-Journal -Work $Work -Text "sets $($value.name) to 1 in the $($value.view)-bit view"
        Set-RegistryNumber -Key $value.key -Name $value.name -View $value.view -Value 1
    }
    return New-Result -Outcome 'done' -Facts (Read-Tls)
}

function Get-TlsValue {
    <#
    .SYNOPSIS
    The four values, with the name each has among the facts.
    #>
    [CmdletBinding()]
    param()
    $key = 'SOFTWARE\Microsoft\.NETFramework\v4.0.30319'
    [pscustomobject]@{ fact = 'systemDefault64'; key = $key; name = 'SystemDefaultTlsVersions'; view = 64 }
    [pscustomobject]@{ fact = 'strongCrypto64'; key = $key; name = 'SchUseStrongCrypto'; view = 64 }
    [pscustomobject]@{ fact = 'systemDefault32'; key = $key; name = 'SystemDefaultTlsVersions'; view = 32 }
    [pscustomobject]@{ fact = 'strongCrypto32'; key = $key; name = 'SchUseStrongCrypto'; view = 32 }
}

function Undo-TlsDefault {
    <#
    .SYNOPSIS
    Puts the four values back; one that was not there is taken away.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Before,
        [Parameter(Mandatory)][object]$Work
    )
    foreach ($value in Get-TlsValue) {
        $old = Get-Property -InputObject $Before -Name $value.fact
        Write-Journal -Work $Work -Text "puts $($value.name) in the $($value.view)-bit view back to '$old'"
        if ($null -eq $old) { Remove-RegistryValue -Key $value.key -Name $value.name -View $value.view }
        else { Set-RegistryNumber -Key $value.key -Name $value.name -View $value.view -Value ([int]$old) }
    }
}
