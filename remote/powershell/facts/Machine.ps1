<#
.SYNOPSIS
What the machine is: operating system, directory role, hardware.
#>
Set-StrictMode -Version Latest

function Read-OperatingSystem {
    <#
    .SYNOPSIS
    Version, update revision, kind of installation.
    #>
    [CmdletBinding()]
    param()
    $key = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $kinds = @{ 'Server' = 'desktop'; 'Server Core' = 'core'; 'Nano Server' = 'nano' }
    $installation = [string](Get-RegistryValue -Key $key -Name 'InstallationType')
    if (-not $kinds.ContainsKey($installation)) { throw "the kind of installation '$installation' is not known" }
    $revision = Get-RegistryValue -Key $key -Name 'UBR'
    if ($null -eq $revision) { $revision = 0 }
    return [ordered]@{
        version      = (Get-OperatingSystem).version
        revision     = [int]$revision
        installation = $kinds[$installation]
    }
}

function Read-Hardware {
    <#
    .SYNOPSIS
    Processors, memory, free space, what it runs on.
    #>
    [CmdletBinding()]
    param()
    $system = Get-ComputerSystem
    $platform = Get-Platform -System $system
    # A guest of Hyper-V cannot tell whether its memory is dynamic; UNCONFIRMED for VMware, where it is reserved or not.
    $dynamic = $null
    if ($platform -eq 'physical' -or $platform -eq 'azure') { $dynamic = $false }
    return [ordered]@{
        logicalProcessors    = [int]$system.logicalProcessors
        memoryBytes          = [long]$system.memoryBytes
        systemDriveFreeBytes = [long](Get-SystemDriveFree)
        platform             = $platform
        dynamicMemory        = $dynamic
    }
}

function Get-Platform {
    <#
    .SYNOPSIS
    physical, hyperV, vmware, azure or other, from what the firmware says.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$System)
    # The asset tag every Azure machine has.
    if ($System.assetTag -eq '7783-7084-3265-9085-8269-3286-77') { return 'azure' }
    if ($System.manufacturer -like 'VMware*') { return 'vmware' }
    if ($System.manufacturer -eq 'Microsoft Corporation' -and $System.model -eq 'Virtual Machine') { return 'hyperV' }
    $name = "$($System.manufacturer) $($System.model)"
    if ($name -match 'QEMU|KVM|Xen|VirtualBox|Amazon EC2|Google|Nutanix|OpenStack|Parallels|Bochs') { return 'other' }
    return 'physical'
}

function Read-Tls {
    <#
    .SYNOPSIS
    How .NET 4 chooses its TLS version, in both views of the registry; null where a value is not set.
    #>
    [CmdletBinding()]
    param()
    $key = 'SOFTWARE\Microsoft\.NETFramework\v4.0.30319'
    return [ordered]@{
        systemDefault64 = (Get-RegistryValue -Key $key -Name 'SystemDefaultTlsVersions' -View 64)
        strongCrypto64  = (Get-RegistryValue -Key $key -Name 'SchUseStrongCrypto' -View 64)
        systemDefault32 = (Get-RegistryValue -Key $key -Name 'SystemDefaultTlsVersions' -View 32)
        strongCrypto32  = (Get-RegistryValue -Key $key -Name 'SchUseStrongCrypto' -View 32)
    }
}

function Read-DotNetRelease {
    <#
    .SYNOPSIS
    Release number of .NET Framework 4; 0 where it is not installed.
    #>
    [CmdletBinding()]
    param()
    $release = Get-RegistryValue -Key 'SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full' -Name 'Release'
    if ($null -eq $release) { return 0 }
    return [int]$release
}

function Read-PowerScheme {
    <#
    .SYNOPSIS
    GUID of the active power scheme, lower case.
    #>
    [CmdletBinding()]
    param()
    $scheme = Get-RegistryValue -Key 'SYSTEM\CurrentControlSet\Control\Power\User\PowerSchemes' -Name 'ActivePowerScheme'
    if ($null -eq $scheme) { throw 'the registry names no active power scheme' }
    return ([string]$scheme).Trim('{', '}').ToLowerInvariant()
}

function Read-CaptureDriver {
    <#
    .SYNOPSIS
    Npcap with its options, and WinPcap; null where they are not installed.
    #>
    [CmdletBinding()]
    param()
    $npcap = $null
    $entry = @(Get-InstalledProgram -DisplayName 'Npcap')
    if ($entry.Count -gt 0) {
        $key = 'SYSTEM\CurrentControlSet\Services\npcap\Parameters'
        $npcap = [ordered]@{
            version           = $entry[0].version
            adminOnly         = ((Get-RegistryValue -Key $key -Name 'AdminOnly') -eq 1)
            winPcapCompatible = ((Get-RegistryValue -Key $key -Name 'WinPcapCompatible') -eq 1)
            loopback          = ((Get-RegistryValue -Key $key -Name 'LoopbackSupport') -eq 1)
        }
    }
    $winPcap = $null
    $entry = @(Get-InstalledProgram -DisplayName 'WinPcap')
    if ($entry.Count -gt 0) { $winPcap = $entry[0].version }
    return [ordered]@{ npcap = $npcap; winPcap = $winPcap }
}

function Read-EndpointOnboarding {
    <#
    .SYNOPSIS
    What Defender for Endpoint left in the registry. UNCONFIRMED: the name of the value that holds the machine's id.
    #>
    [CmdletBinding()]
    param()
    $info = Get-RegistryValue -Key 'SOFTWARE\Policies\Microsoft\Windows Advanced Threat Protection' -Name 'OnboardingInfo'
    $id = $null
    foreach ($name in 'SenseMachineId', 'senseId') {
        if (-not $id) { $id = Get-RegistryValue -Key 'SOFTWARE\Microsoft\Windows Advanced Threat Protection' -Name $name }
    }
    return [ordered]@{ onboardingInfo = [bool]$info; machineId = [bool]$id }
}

function Read-OtherRole {
    <#
    .SYNOPSIS
    What the machine is besides a domain controller, by the services such roles come with.
    #>
    [CmdletBinding()]
    param()
    $roles = [ordered]@{ 'CertSvc' = 'adCs'; 'adfssrv' = 'adFs'; 'ADSync' = 'entraConnect' }
    foreach ($name in @($roles.Keys)) {
        if ($null -ne (Get-WindowsService -Name $name)) { $roles[$name] }
    }
}

function Read-CertificateClient {
    <#
    .SYNOPSIS
    Names of installed certificate management clients that keep a setup from making its own certificate.
    #>
    [CmdletBinding()]
    param()
    foreach ($entry in @(Get-InstalledProgram -DisplayName 'Entrust')) { $entry.name }
}
