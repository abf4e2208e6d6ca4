<#
.SYNOPSIS
How the host is set: restarts that wait, auditing, the Security log.
#>
Set-StrictMode -Version Latest

function Read-PendingReboot {
    <#
    .SYNOPSIS
    What waits for a restart.
    #>
    [CmdletBinding()]
    param()
    $windows = 'SOFTWARE\Microsoft\Windows\CurrentVersion'
    $renames = @(Get-RegistryValue -Key 'SYSTEM\CurrentControlSet\Control\Session Manager' -Name 'PendingFileRenameOperations')
    $names = 'SYSTEM\CurrentControlSet\Control\ComputerName'
    $active = Get-RegistryValue -Key "$names\ActiveComputerName" -Name 'ComputerName'
    $next = Get-RegistryValue -Key "$names\ComputerName" -Name 'ComputerName'
    return [ordered]@{
        componentServicing = (Test-RegistryKey -Key "$windows\Component Based Servicing\RebootPending")
        windowsUpdate      = (Test-RegistryKey -Key "$windows\WindowsUpdate\Auto Update\RebootRequired")
        fileRenames        = (@($renames | Where-Object { $_ }).Count -gt 0)
        computerRename     = ($active -ne $next)
    }
}

function Read-AuditPolicy {
    <#
    .SYNOPSIS
    Advanced audit policy by subcategory GUID: 0 none, 1 success, 2 failure, 3 both. Names and words are localised.
    #>
    [CmdletBinding()]
    param()
    $policy = [ordered]@{}
    foreach ($line in (Get-AuditPolicyText) -split '\r?\n') {
        # Host, target, name, {GUID}, inclusion, exclusion, value; rows of single users come after those of the system.
        if ($line -notmatch '\{([0-9a-fA-F-]{36})\}.*,(\d+)\s*$') { continue }
        $guid = $Matches[1].ToLowerInvariant()
        if (-not $policy.Contains($guid)) { $policy[$guid] = [int]$Matches[2] -band 3 }
    }
    if ($policy.Count -eq 0) { throw 'auditpol gave no subcategory' }
    return $policy
}

function Read-NtlmAuditing {
    <#
    .SYNOPSIS
    The three values of NTLM auditing; null where one is not set.
    #>
    [CmdletBinding()]
    param()
    $lsa = 'SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0'
    return [ordered]@{
        auditReceiving  = (Get-RegistryValue -Key $lsa -Name 'AuditReceivingNTLMTraffic')
        restrictSending = (Get-RegistryValue -Key $lsa -Name 'RestrictSendingNTLMTraffic')
        auditInDomain   = (Get-RegistryValue -Key 'SYSTEM\CurrentControlSet\Services\Netlogon\Parameters' -Name 'AuditNTLMInDomain')
    }
}

function Read-AuditFailure {
    <#
    .SYNOPSIS
    Whether the host locks people out when it cannot audit, and whether the Security log can fill up for good.
    #>
    [CmdletBinding()]
    param()
    $crash = Get-RegistryValue -Key 'SYSTEM\CurrentControlSet\Control\Lsa' -Name 'CrashOnAuditFail'
    if ($null -eq $crash) { $crash = 0 }
    return [ordered]@{
        crashOnAuditFail      = [int]$crash
        securityLogOverwrites = ((Get-SecurityLogMode) -ne 'Retain')
    }
}
