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

function Get-ManagedAccount {
    <#
    .SYNOPSIS
    Whether this host can use a group managed service account of its domain, and its SID; null where there is none of
    this name. Needs the ActiveDirectory module; run as SYSTEM.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    Import-Module -Name ActiveDirectory
    $account = $Name.Split('\')[-1].TrimEnd('$')
    # What an administrator calls it may be either; the two differ where the name is long.
    $found = @(Get-ADServiceAccount -Filter ("Name -eq '{0}' -or SamAccountName -eq '{0}$'" -f $account))
    if ($found.Count -eq 0) { return [ordered]@{ usable = $false; sid = $null } }
    return [ordered]@{
        usable = [bool](Test-ADServiceAccount -Identity $found[0].SamAccountName -WarningAction SilentlyContinue)
        sid    = $found[0].SID.Value
    }
}

function Set-PowerScheme {
    <#
    .SYNOPSIS
    Makes a power scheme the active one.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Scheme)
    Invoke-Tool -Name 'powercfg.exe' -Argument "/setactive $Scheme"
}

function Set-SecurityLogMode {
    <#
    .SYNOPSIS
    Sets what the Security log does when it is full.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][ValidateSet('Circular', 'AutoBackup', 'Retain')][string]$Mode)
    $log = Get-WinEvent -ListLog 'Security'
    $log.LogMode = $Mode
    $log.SaveChanges()
}

function Get-LargeSendSetting {
    <#
    .SYNOPSIS
    Adapters and keywords with large send offload on. By keyword: display names are localised.
    #>
    [CmdletBinding()]
    param()
    $settings = @(Get-NetAdapterAdvancedProperty -RegistryKeyword '*LsoV1IPv4', '*LsoV2IPv4', '*LsoV2IPv6' -ErrorAction SilentlyContinue -ErrorVariable problems)
    foreach ($one in $problems) {
        # No adapter has the keyword: that is an answer; anything else is none.
        if ($one.CategoryInfo.Category -ne [System.Management.Automation.ErrorCategory]::ObjectNotFound) { throw $one }
    }
    foreach ($one in $settings) {
        if (@($one.RegistryValue) -contains '1') { [pscustomobject]@{ adapter = [string]$one.Name; keyword = [string]$one.RegistryKeyword } }
    }
}

function Set-LargeSendSetting {
    <#
    .SYNOPSIS
    Switches one kind of large send offload of an adapter on (1) or off (0). The adapter restarts.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Adapter,
        [Parameter(Mandatory)][string]$Keyword,
        [Parameter(Mandatory)][int]$Value
    )
    Set-NetAdapterAdvancedProperty -Name $Adapter -RegistryKeyword $Keyword -RegistryValue "$Value" -ErrorAction Stop
}

function Add-RootCertificate {
    <#
    .SYNOPSIS
    Puts a certificate into LocalMachine\Root.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Bytes)
    $certificate = New-Object Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList (, $Bytes)
    $store = New-Object Security.Cryptography.X509Certificates.X509Store 'Root', 'LocalMachine'
    $store.Open('ReadWrite')
    try { $store.Add($certificate) }
    finally { $store.Close() }
}

function Remove-RootCertificate {
    <#
    .SYNOPSIS
    Takes a certificate out of LocalMachine\Root; nothing happens where it is not there.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Thumbprint)
    Remove-StoreCertificate -Store 'Root' -Thumbprint $Thumbprint
}

function Get-OwnCertificate {
    <#
    .SYNOPSIS
    Thumbprints of certificates in LocalMachine\My whose subject begins so.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Subject)
    $store = New-Object Security.Cryptography.X509Certificates.X509Store 'My', 'LocalMachine'
    $store.Open('ReadOnly')
    try {
        foreach ($certificate in $store.Certificates) {
            if ($certificate.Subject.StartsWith($Subject, [StringComparison]::OrdinalIgnoreCase)) { $certificate.Thumbprint.ToUpperInvariant() }
        }
    }
    finally {
        $store.Close()
    }
}

function Remove-OwnCertificate {
    <#
    .SYNOPSIS
    Takes a certificate out of LocalMachine\My.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Thumbprint)
    Remove-StoreCertificate -Store 'My' -Thumbprint $Thumbprint
}

function Remove-StoreCertificate {
    <#
    .SYNOPSIS
    Takes a certificate out of a store of the local machine.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Store,
        [Parameter(Mandatory)][string]$Thumbprint
    )
    $open = New-Object Security.Cryptography.X509Certificates.X509Store $Store, 'LocalMachine'
    $open.Open('ReadWrite')
    try {
        foreach ($certificate in @($open.Certificates)) {
            if ($certificate.Thumbprint -eq $Thumbprint) { $open.Remove($certificate) }
        }
    }
    finally {
        $open.Close()
    }
}
