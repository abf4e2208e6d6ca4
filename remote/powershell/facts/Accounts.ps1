<#
.SYNOPSIS
Accounts and rights, by SID.
#>
Set-StrictMode -Version Latest

function Read-LogOnAsService {
    <#
    .SYNOPSIS
    SIDs that hold the right to log on as a service; null where the policy does not define it.
    #>
    [CmdletBinding()]
    param()
    foreach ($line in (Get-UserRightText) -split '\r?\n') {
        if ($line -notmatch '^\s*SeServiceLogonRight\s*=\s*(.*)$') { continue }
        $sids = @(foreach ($holder in $Matches[1] -split ',') {
                $name = $holder.Trim()
                if ($name -eq '') { continue }
                # A SID stands with a star; an account of this host may stand by its name.
                if ($name.StartsWith('*')) { $name.Substring(1) }
                else { ConvertTo-SidText -Account $name }
            })
        return , [string[]]$sids
    }
    return $null
}

function Read-ManagedAccount {
    <#
    .SYNOPSIS
    For each group managed service account asked for: whether this host can use it, and its SID.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][AllowEmptyCollection()][string[]]$Name)
    $accounts = [ordered]@{}
    foreach ($one in $Name) { $accounts[$one] = (Get-ManagedAccount -Name $one) }
    return $accounts
}
