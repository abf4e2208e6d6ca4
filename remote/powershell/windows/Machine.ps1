<#
.SYNOPSIS
What the machine and its place in the directory are.
#>
Set-StrictMode -Version Latest

function Get-OperatingSystem {
    <#
    .SYNOPSIS
    The version of Windows, such as 10.0.17763.
    #>
    [CmdletBinding()]
    param()
    return @{ version = [string](Get-WindowsObject -ClassName Win32_OperatingSystem).Version }
}

function Get-ComputerSystem {
    <#
    .SYNOPSIS
    Processors, memory, and what the firmware says the machine is.
    #>
    [CmdletBinding()]
    param()
    $system = Get-WindowsObject -ClassName Win32_ComputerSystem
    $enclosure = @(Get-WindowsObject -ClassName Win32_SystemEnclosure)[0]
    return [pscustomobject]@{
        logicalProcessors = [int]$system.NumberOfLogicalProcessors
        memoryBytes       = [long]$system.TotalPhysicalMemory
        manufacturer      = [string]$system.Manufacturer
        model             = [string]$system.Model
        assetTag          = [string]$enclosure.SMBIOSAssetTag
    }
}

function Get-SystemDriveFree {
    <#
    .SYNOPSIS
    Free bytes of the drive Windows is on.
    #>
    [CmdletBinding()]
    param()
    return [long](New-Object IO.DriveInfo $env:SystemDrive).AvailableFreeSpace
}

function Get-LargeSendAdapter {
    <#
    .SYNOPSIS
    Names of network adapters with large send offload on.
    #>
    [CmdletBinding()]
    param()
    Get-LargeSendSetting | ForEach-Object { $_.adapter } | Sort-Object -Unique
}

function Get-RootThumbprint {
    <#
    .SYNOPSIS
    Those of the thumbprints asked for that are in LocalMachine\Root, upper case.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][AllowEmptyCollection()][string[]]$Wanted)
    $store = New-Object Security.Cryptography.X509Certificates.X509Store 'Root', 'LocalMachine'
    $store.Open('ReadOnly')
    try {
        $there = @($store.Certificates | ForEach-Object { $_.Thumbprint.ToUpperInvariant() })
        foreach ($one in $Wanted) {
            if ($there -contains $one.ToUpperInvariant()) { $one.ToUpperInvariant() }
        }
    }
    finally {
        $store.Close()
    }
}

function Get-DirectoryRole {
    <#
    .SYNOPSIS
    What the host is in Active Directory.
    .DESCRIPTION
    A domain controller is asked itself, through RootDSE; the roles by their owners, in its own copy of the directory.
    #>
    [CmdletBinding()]
    param()
    $system = Get-WindowsObject -ClassName Win32_ComputerSystem
    $role = [int]$system.DomainRole
    $facts = [ordered]@{
        domainRole        = $role
        domain            = ''
        forest            = ''
        site              = ''
        readOnly          = $false
        globalCatalog     = $false
        operationsMasters = [string[]]@()
    }
    if (-not $system.PartOfDomain) { return $facts }
    $domain = [DirectoryServices.ActiveDirectory.Domain]::GetComputerDomain()
    $facts['domain'] = $domain.Name.ToLowerInvariant()
    $facts['forest'] = $domain.Forest.Name.ToLowerInvariant()
    $facts['site'] = [DirectoryServices.ActiveDirectory.ActiveDirectorySite]::GetComputerSite().Name
    if ($role -lt 4) { return $facts }

    $root = New-Object DirectoryServices.DirectoryEntry 'LDAP://localhost/RootDSE'
    $own = [string]$root.Properties['dsServiceName'][0]
    # LDAP_CAP_ACTIVE_DIRECTORY_PARTIAL_SECRETS_OID: a read-only domain controller.
    $facts['readOnly'] = @($root.Properties['supportedCapabilities']) -contains '1.2.840.113556.1.4.1920'
    $facts['globalCatalog'] = [string]$root.Properties['isGlobalCatalogReady'][0] -eq 'TRUE'
    $default = [string]$root.Properties['defaultNamingContext'][0]
    $configuration = [string]$root.Properties['configurationNamingContext'][0]
    $owners = [ordered]@{
        schemaMaster         = [string]$root.Properties['schemaNamingContext'][0]
        domainNamingMaster   = "CN=Partitions,$configuration"
        pdcEmulator          = $default
        ridMaster            = "CN=RID Manager`$,CN=System,$default"
        infrastructureMaster = "CN=Infrastructure,$default"
    }
    $facts['operationsMasters'] = [string[]]@(foreach ($name in $owners.Keys) {
            $entry = New-Object DirectoryServices.DirectoryEntry "LDAP://localhost/$($owners[$name])"
            if ([string]$entry.Properties['fSMORoleOwner'][0] -eq $own) { $name }
        })
    return $facts
}

function Get-LoopbackListener {
    <#
    .SYNOPSIS
    Name of the process that listens on a TCP port of this host; null where none does.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][int]$Port)
    try { $found = @(Get-NetTCPConnection -LocalPort $Port -State Listen -ErrorAction Stop) }
    catch {
        if ($_.CategoryInfo.Category -eq [System.Management.Automation.ErrorCategory]::ObjectNotFound) { return $null }
        throw
    }
    if ($found.Count -eq 0) { return $null }
    $process = Get-WindowsObject -ClassName Win32_Process -Filter "ProcessId = $($found[0].OwningProcess)"
    if ($null -eq $process) { return "process $($found[0].OwningProcess)" }
    return [string]$process.Name
}

function Get-TimeServer {
    <#
    .SYNOPSIS
    Name and port of the clock this host's is compared with: the PDC emulator's. Null on that one itself.
    #>
    [CmdletBinding()]
    param()
    $name = [DirectoryServices.ActiveDirectory.Domain]::GetComputerDomain().PdcRoleOwner.Name
    if ($name.Split('.')[0] -eq [Environment]::MachineName) { return $null }
    return @{ name = $name; port = 123 }
}
