<#
.SYNOPSIS
How Windows is set.
#>
Set-StrictMode -Version Latest

function Get-AuditPolicyText {
    <#
    .SYNOPSIS
    The audit policy as `auditpol /backup` writes it; its last column is a number, the others are localised.
    #>
    [CmdletBinding()]
    param()
    $file = Join-Path ([IO.Path]::GetTempPath()) ("ata2mdi-$([guid]::NewGuid()).csv")
    try {
        Invoke-Tool -Name 'auditpol.exe' -Argument "/backup /file:`"$file`""
        return [IO.File]::ReadAllText($file)
    }
    finally {
        [IO.File]::Delete($file)
    }
}

function Get-UserRightText {
    <#
    .SYNOPSIS
    The user rights in force, as `secedit /export` writes them.
    #>
    [CmdletBinding()]
    param()
    $file = Join-Path ([IO.Path]::GetTempPath()) ("ata2mdi-$([guid]::NewGuid()).inf")
    try {
        Invoke-Tool -Name 'secedit.exe' -Argument "/export /areas USER_RIGHTS /cfg `"$file`" /quiet"
        return [IO.File]::ReadAllText($file)
    }
    finally {
        [IO.File]::Delete($file)
    }
}

function ConvertTo-SidText {
    <#
    .SYNOPSIS
    The SID of an account.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Account)
    return (New-Object Security.Principal.NTAccount $Account).Translate([Security.Principal.SecurityIdentifier]).Value
}

function Get-SecurityLogMode {
    <#
    .SYNOPSIS
    What the Security log does when it is full: Circular, AutoBackup or Retain.
    #>
    [CmdletBinding()]
    param()
    return [string](Get-WinEvent -ListLog 'Security').LogMode
}

function Get-SystemProxy {
    <#
    .SYNOPSIS
    The proxy the calling account's settings name for an address; null where it is reached directly.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][uri]$Uri)
    $proxy = [Net.WebRequest]::GetSystemWebProxy()
    if ($proxy.IsBypassed($Uri)) { return $null }
    $address = $proxy.GetProxy($Uri)
    if ($null -eq $address -or $address -eq $Uri) { return $null }
    return $address.GetLeftPart([UriPartial]::Authority)
}

function Test-ManagedAccount {
    <#
    .SYNOPSIS
    Whether this host can use a group managed service account. Needs the ActiveDirectory module; run as SYSTEM.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    Import-Module -Name ActiveDirectory
    $account = $Name.Split('\')[-1].TrimEnd('$')
    if ($null -eq (Get-ADServiceAccount -Filter "Name -eq '$account'")) { return $false }
    return [bool](Test-ADServiceAccount -Identity $account -WarningAction SilentlyContinue)
}
