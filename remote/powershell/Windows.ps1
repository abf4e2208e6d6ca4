<#
.SYNOPSIS
Every call that only Windows has, one small function each; nothing else is in this file.
.DESCRIPTION
The rest of the bundle is plain PowerShell, and is tried with a stand-in for this file where no Windows is. So what is
here was never run by its authors on Windows: it follows Microsoft's pages. Where those leave something open, it says so.
Absence is null, false or nothing; a failure to read throws.
#>
Set-StrictMode -Version Latest

# Well-known SIDs; names are localised.
$SystemSid = 'S-1-5-18'
$AdministratorsSid = 'S-1-5-32-544'

function Get-HostFolder {
    <#
    .SYNOPSIS
    The folder on this host that is ours.
    #>
    [CmdletBinding()]
    param()
    return Join-Path ([Environment]::GetFolderPath('CommonApplicationData')) 'ata2mdi'
}

function Get-ProgramFolder {
    <#
    .SYNOPSIS
    Program Files, the 64-bit one.
    #>
    [CmdletBinding()]
    param()
    return [Environment]::GetFolderPath('ProgramFiles')
}

function Get-PackageCacheFolder {
    <#
    .SYNOPSIS
    Where setups keep their packages for repair and removal.
    #>
    [CmdletBinding()]
    param()
    return Join-Path ([Environment]::GetFolderPath('CommonApplicationData')) 'Package Cache'
}

function Get-SetupLogFolder {
    <#
    .SYNOPSIS
    Where setups that run as SYSTEM write their logs.
    #>
    [CmdletBinding()]
    param()
    $windows = [Environment]::GetFolderPath('Windows')
    Join-Path $windows 'Temp'
    Join-Path $windows 'SystemTemp'
}

function Get-ComputerName {
    <#
    .SYNOPSIS
    The computer's NetBIOS name.
    #>
    [CmdletBinding()]
    param()
    return [Environment]::MachineName
}

function Test-NativeProcess {
    <#
    .SYNOPSIS
    Whether this PowerShell is of the system's own width.
    #>
    [CmdletBinding()]
    param()
    return [Environment]::Is64BitProcess -or -not [Environment]::Is64BitOperatingSystem
}

function Test-SystemAccount {
    <#
    .SYNOPSIS
    Whether this runs as SYSTEM.
    #>
    [CmdletBinding()]
    param()
    return [Security.Principal.WindowsIdentity]::GetCurrent().IsSystem
}

function Get-BootInstant {
    <#
    .SYNOPSIS
    When the host started, in UTC.
    #>
    [CmdletBinding()]
    param()
    return (Get-CimInstance -ClassName Win32_OperatingSystem).LastBootUpTime.ToUniversalTime()
}

function Get-ProcessInstant {
    <#
    .SYNOPSIS
    When a process began, in UTC; null where there is no such process.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][int]$Id)
    $process = Get-CimInstance -ClassName Win32_Process -Filter "ProcessId = $Id"
    if ($null -eq $process) { return $null }
    return $process.CreationDate.ToUniversalTime()
}

function Protect-HostFolder {
    <#
    .SYNOPSIS
    Lets only SYSTEM and Administrators use our folder. Throws where something in it belongs to anyone else.
    .DESCRIPTION
    It is made by the first copy of the scripts, with the rights of ProgramData, where any user may add files; what runs
    as SYSTEM must not read what such a user left.
    #>
    [CmdletBinding()]
    param()
    $folder = Get-HostFolder
    $null = [IO.Directory]::CreateDirectory($folder)
    $acl = Get-Acl -LiteralPath $folder
    if ($acl.AreAccessRulesProtected -and $acl.GetOwner([Security.Principal.SecurityIdentifier]).Value -eq $AdministratorsSid) { return }

    $own = [Security.Principal.WindowsIdentity]::GetCurrent().User.Value
    foreach ($item in @(Get-Item -LiteralPath $folder) + @(Get-ChildItem -LiteralPath $folder -Recurse -Force)) {
        $owner = (Get-Acl -LiteralPath $item.FullName).GetOwner([Security.Principal.SecurityIdentifier]).Value
        if ($owner -ne $SystemSid -and $owner -ne $AdministratorsSid -and $owner -ne $own) {
            throw "$($item.FullName) belongs to $owner, not to an administrator"
        }
    }
    $security = New-Object Security.AccessControl.DirectorySecurity
    $security.SetAccessRuleProtection($true, $false)
    $security.SetOwner((New-Object Security.Principal.SecurityIdentifier $AdministratorsSid))
    foreach ($sid in $SystemSid, $AdministratorsSid) {
        $account = New-Object Security.Principal.SecurityIdentifier $sid
        $security.AddAccessRule((New-Object Security.AccessControl.FileSystemAccessRule $account, 'FullControl', 'ContainerInherit, ObjectInherit', 'None', 'Allow'))
    }
    Set-Acl -LiteralPath $folder -AclObject $security
}

function New-SystemFile {
    <#
    .SYNOPSIS
    Writes a file that only SYSTEM can read. It has its rights from the moment it is there.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Path,
        [Parameter(Mandatory)][string]$Text
    )
    [IO.File]::Delete($Path)
    $security = New-Object Security.AccessControl.FileSecurity
    $security.SetAccessRuleProtection($true, $false)
    $account = New-Object Security.Principal.SecurityIdentifier $SystemSid
    $security.AddAccessRule((New-Object Security.AccessControl.FileSystemAccessRule $account, 'FullControl', 'Allow'))
    $stream = [IO.File]::Create($Path, 4096, [IO.FileOptions]::None, $security)
    try {
        $bytes = (New-Object Text.UTF8Encoding $false).GetBytes($Text)
        $stream.Write($bytes, 0, $bytes.Length)
    }
    finally {
        $stream.Dispose()
    }
}

function Register-WorkTask {
    <#
    .SYNOPSIS
    Runs a script as SYSTEM now, apart from this session, and again whenever the host starts until it is unregistered.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][string]$Script,
        [Parameter(Mandatory)][string]$Folder
    )
    $shell = Join-Path ([Environment]::GetFolderPath('System')) 'WindowsPowerShell\v1.0\powershell.exe'
    $arguments = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$Script`" -Folder `"$Folder`""
    $task = @{
        TaskName  = $Name
        TaskPath  = '\ata2mdi\'
        Action    = (New-ScheduledTaskAction -Execute $shell -Argument $arguments)
        Principal = (New-ScheduledTaskPrincipal -UserId $SystemSid -LogonType ServiceAccount -RunLevel Highest)
        Trigger   = (New-ScheduledTaskTrigger -AtStartup)
        # Zero: no limit. A setup must not be killed with its task; the step keeps its own deadline.
        Settings  = (New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -MultipleInstances IgnoreNew -ExecutionTimeLimit ([TimeSpan]::Zero))
    }
    $null = Register-ScheduledTask @task -Force
    Start-ScheduledTask -TaskPath '\ata2mdi\' -TaskName $Name
}

function Unregister-WorkTask {
    <#
    .SYNOPSIS
    Takes a task away; nothing happens where there is none. UNCONFIRMED: that a task may do so for itself.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    try { Unregister-ScheduledTask -TaskPath '\ata2mdi\' -TaskName $Name -Confirm:$false }
    catch {
        if ($_.CategoryInfo.Category -ne [System.Management.Automation.ErrorCategory]::ObjectNotFound) { throw }
    }
}

function Open-RegistryKey {
    <#
    .SYNOPSIS
    A key of the local machine, for reading; null where there is none.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Key,
        [Parameter(Mandatory)][int]$View
    )
    $kind = [Microsoft.Win32.RegistryView]::Registry64
    if ($View -eq 32) { $kind = [Microsoft.Win32.RegistryView]::Registry32 }
    $root = [Microsoft.Win32.RegistryKey]::OpenBaseKey([Microsoft.Win32.RegistryHive]::LocalMachine, $kind)
    try { return $root.OpenSubKey($Key) }
    finally { $root.Dispose() }
}

function Get-RegistryValue {
    <#
    .SYNOPSIS
    A value of the local machine's registry; null where key or value is not there.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Key,
        [Parameter(Mandatory)][string]$Name,
        [int]$View = 64
    )
    $open = Open-RegistryKey -Key $Key -View $View
    if ($null -eq $open) { return $null }
    try { return $open.GetValue($Name) }
    finally { $open.Dispose() }
}

function Test-RegistryKey {
    <#
    .SYNOPSIS
    Whether a key is there.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Key)
    $open = Open-RegistryKey -Key $Key -View 64
    if ($null -eq $open) { return $false }
    $open.Dispose()
    return $true
}

function Get-RegistrySubKey {
    <#
    .SYNOPSIS
    Names of the keys below a key.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Key,
        [Parameter(Mandatory)][int]$View
    )
    $open = Open-RegistryKey -Key $Key -View $View
    if ($null -eq $open) { return }
    try { $open.GetSubKeyNames() }
    finally { $open.Dispose() }
}

function Get-WindowsService {
    <#
    .SYNOPSIS
    A service: name, state, start mode, command line; null where there is none.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    $service = Get-CimInstance -ClassName Win32_Service -Filter "Name = '$Name'"
    if ($null -eq $service) { return $null }
    return [pscustomobject]@{
        name      = $service.Name
        state     = ([string]$service.State).Replace(' ', '')
        startMode = [string]$service.StartMode
        command   = [string]$service.PathName
    }
}

function Get-ServiceBelow {
    <#
    .SYNOPSIS
    Names of the services whose executable lies below a folder.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    $start = $Folder.TrimEnd('\') + '\'
    foreach ($service in Get-CimInstance -ClassName Win32_Service) {
        $path = ([string]$service.PathName).TrimStart('"')
        if ($path.StartsWith($start, [StringComparison]::OrdinalIgnoreCase)) { $service.Name }
    }
}

function Stop-WindowsService {
    <#
    .SYNOPSIS
    Stops a service; throws where it does not stop within a minute.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    $service = Get-Service -Name $Name
    if ($service.Status -ne 'StopPending') { Stop-Service -InputObject $service -Force -NoWait }
    $service.WaitForStatus('Stopped', [TimeSpan]::FromSeconds(60))
}

function Start-WindowsService {
    <#
    .SYNOPSIS
    Starts a service; throws where it does not run within a minute.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    $service = Get-Service -Name $Name
    if ($service.Status -eq 'Running') { return }
    if ($service.Status -ne 'StartPending') { $service.Start() }
    $service.WaitForStatus('Running', [TimeSpan]::FromSeconds(60))
}

function Get-FileVersion {
    <#
    .SYNOPSIS
    The file version of an executable; null where it has none.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Path)
    $info = [Diagnostics.FileVersionInfo]::GetVersionInfo($Path)
    if ([string]::IsNullOrEmpty($info.FileVersion)) { return $null }
    return '{0}.{1}.{2}.{3}' -f $info.FileMajorPart, $info.FileMinorPart, $info.FileBuildPart, $info.FilePrivatePart
}

function Get-Signature {
    <#
    .SYNOPSIS
    Whether a file's Authenticode signature is valid, and who signed it.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Path)
    $signature = Get-AuthenticodeSignature -LiteralPath $Path
    $subject = ''
    if ($null -ne $signature.SignerCertificate) { $subject = $signature.SignerCertificate.Subject }
    return @{ valid = ($signature.Status -eq 'Valid'); status = [string]$signature.Status; subject = $subject }
}

function Start-Setup {
    <#
    .SYNOPSIS
    Starts a setup without a window and gives its process.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$File,
        [Parameter(Mandatory)][AllowEmptyString()][string]$Argument
    )
    $start = New-Object Diagnostics.ProcessStartInfo
    $start.FileName = $File
    $start.Arguments = $Argument
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.WorkingDirectory = Split-Path -Parent $File
    return [Diagnostics.Process]::Start($start)
}

function Test-InstallerTransaction {
    <#
    .SYNOPSIS
    Whether Windows Installer is at work: it holds this mutex then.
    #>
    [CmdletBinding()]
    param()
    $mutex = $null
    try {
        if (-not [Threading.Mutex]::TryOpenExisting('Global\_MSIExecute', [ref]$mutex)) { return $false }
        $mutex.Dispose()
        return $true
    }
    catch [UnauthorizedAccessException] {
        return $true
    }
}

function Get-OperatingSystem {
    <#
    .SYNOPSIS
    The version of Windows, such as 10.0.17763.
    #>
    [CmdletBinding()]
    param()
    return @{ version = [string](Get-CimInstance -ClassName Win32_OperatingSystem).Version }
}

function Get-ComputerSystem {
    <#
    .SYNOPSIS
    Processors, memory, and what the firmware says the machine is.
    #>
    [CmdletBinding()]
    param()
    $system = Get-CimInstance -ClassName Win32_ComputerSystem
    $enclosure = @(Get-CimInstance -ClassName Win32_SystemEnclosure)[0]
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
    Names of network adapters with large send offload on. By keyword: display names are localised.
    #>
    [CmdletBinding()]
    param()
    $settings = @(Get-NetAdapterAdvancedProperty -RegistryKeyword '*LsoV1IPv4', '*LsoV2IPv4', '*LsoV2IPv6' -ErrorAction SilentlyContinue -ErrorVariable problems)
    foreach ($one in $problems) {
        # No adapter has the keyword: that is an answer; anything else is none.
        if ($one.CategoryInfo.Category -ne [System.Management.Automation.ErrorCategory]::ObjectNotFound) { throw $one }
    }
    $settings | Where-Object { @($_.RegistryValue) -contains '1' } | ForEach-Object { $_.Name } | Sort-Object -Unique
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
    $system = Get-CimInstance -ClassName Win32_ComputerSystem
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
    try { $found = @(Get-NetTCPConnection -LocalPort $Port -State Listen) }
    catch {
        if ($_.CategoryInfo.Category -eq [System.Management.Automation.ErrorCategory]::ObjectNotFound) { return $null }
        throw
    }
    if ($found.Count -eq 0) { return $null }
    $process = Get-CimInstance -ClassName Win32_Process -Filter "ProcessId = $($found[0].OwningProcess)"
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

function Invoke-Tool {
    <#
    .SYNOPSIS
    Runs a program of Windows and throws where it fails. What it prints is localised, and is not read.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][string]$Argument
    )
    $process = Start-Setup -File (Join-Path ([Environment]::GetFolderPath('System')) $Name) -Argument $Argument
    if (-not $process.WaitForExit(15000)) { throw "$Name did not end within 15 s" }
    if ($process.ExitCode -ne 0) { throw "$Name ended with exit code $($process.ExitCode)" }
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
