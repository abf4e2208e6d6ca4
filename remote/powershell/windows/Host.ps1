<#
.SYNOPSIS
The host itself: folders, account, processes, protected files, scheduled tasks.
.DESCRIPTION
The files of this folder hold every call that only Windows has, one small function each, and nothing else. The rest of
the bundle is plain PowerShell, and is tried with a stand-in for this folder where no Windows is. So what is here was
never run by its authors on Windows: it follows Microsoft's pages, and says so where those leave something open.
Absence is null, false or nothing; a failure to read throws. Commands that are functions of a module (tasks, network)
do not see a script's $ErrorActionPreference, so each is told to stop.
#>
Set-StrictMode -Version Latest

# Well-known SIDs; names are localised.
$SystemSid = 'S-1-5-18'
$AdministratorsSid = 'S-1-5-32-544'

function Get-WindowsObject {
    <#
    .SYNOPSIS
    Objects of a WMI class; none where there are none. Throws where WMI gives no answer in time: it hangs now and then on
    a busy host, and one fact that is unread is better than none that is told.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$ClassName,
        [string]$Filter = ''
    )
    $query = @{ ClassName = $ClassName; OperationTimeoutSec = 15 }
    if ($Filter -ne '') { $query['Filter'] = $Filter }
    Get-CimInstance @query
}

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
    return (Get-WindowsObject -ClassName Win32_OperatingSystem).LastBootUpTime.ToUniversalTime()
}

function Get-ProcessInstant {
    <#
    .SYNOPSIS
    When a process began, in UTC; null where there is no such process.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][int]$Id)
    $process = Get-WindowsObject -ClassName Win32_Process -Filter "ProcessId = $Id"
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
        Action    = (New-ScheduledTaskAction -Execute $shell -Argument $arguments -ErrorAction Stop)
        Principal = (New-ScheduledTaskPrincipal -UserId $SystemSid -LogonType ServiceAccount -RunLevel Highest -ErrorAction Stop)
        Trigger   = (New-ScheduledTaskTrigger -AtStartup -ErrorAction Stop)
        # Zero: no limit. A setup must not be killed with its task; the step keeps its own deadline.
        Settings  = (New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -MultipleInstances IgnoreNew -ExecutionTimeLimit ([TimeSpan]::Zero) -ErrorAction Stop)
    }
    $null = Register-ScheduledTask @task -Force -ErrorAction Stop
    Start-ScheduledTask -TaskPath '\ata2mdi\' -TaskName $Name -ErrorAction Stop
}

function Test-WorkTask {
    <#
    .SYNOPSIS
    Whether a task of ours is registered.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    try {
        $null = Get-ScheduledTask -TaskPath '\ata2mdi\' -TaskName $Name -ErrorAction Stop
        return $true
    }
    catch {
        if ($_.CategoryInfo.Category -ne [System.Management.Automation.ErrorCategory]::ObjectNotFound) { throw }
        return $false
    }
}

function Unregister-WorkTask {
    <#
    .SYNOPSIS
    Takes a task away; nothing happens where there is none. UNCONFIRMED: that a task may do so for itself.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    try { Unregister-ScheduledTask -TaskPath '\ata2mdi\' -TaskName $Name -Confirm:$false -ErrorAction Stop }
    catch {
        if ($_.CategoryInfo.Category -ne [System.Management.Automation.ErrorCategory]::ObjectNotFound) { throw }
    }
}

function Get-TaskBelow {
    <#
    .SYNOPSIS
    Full names of scheduled tasks that run a program below a folder.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    foreach ($task in Get-ScheduledTask -ErrorAction Stop) {
        foreach ($action in $task.Actions) {
            $program = $action.PSObject.Properties['Execute']
            if ($null -eq $program) { continue }
            if (([string]$program.Value).Trim('"').StartsWith($Folder, [StringComparison]::OrdinalIgnoreCase)) { "$($task.TaskPath)$($task.TaskName)" }
        }
    }
}

function Remove-WindowsTask {
    <#
    .SYNOPSIS
    Deletes a scheduled task by its full name.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    $cut = $Name.LastIndexOf('\') + 1
    Unregister-ScheduledTask -TaskPath ($Name.Substring(0, $cut)) -TaskName ($Name.Substring($cut)) -Confirm:$false -ErrorAction Stop
}

function Restart-Host {
    <#
    .SYNOPSIS
    Restarts the host; returns before it goes down.
    #>
    [CmdletBinding()]
    param()
    Restart-Computer -Force
}
