<#
.SYNOPSIS
Stand-in for the bundle's folder `windows`: the same functions over a sandbox, so that every other script can be run for
real where no Windows is. Needs PowerShell 7; the folder in ATA2MDI_SANDBOX holds `host.json`, which is the host.
#>
Set-StrictMode -Version Latest

function Read-Sandbox {
    <#
    .SYNOPSIS
    The host as a hashtable.
    #>
    [CmdletBinding()]
    param()
    for ($attempt = 1; ; $attempt++) {
        try { return ConvertFrom-Json -InputObject ([IO.File]::ReadAllText((Join-Path $env:ATA2MDI_SANDBOX 'host.json'))) -AsHashtable -Depth 20 }
        catch {
            if ($attempt -ge 20) { throw }
            Start-Sleep -Milliseconds 50
        }
    }
}

function Write-Sandbox {
    <#
    .SYNOPSIS
    Writes the host, whole.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][hashtable]$State)
    $path = Join-Path $env:ATA2MDI_SANDBOX 'host.json'
    [IO.File]::WriteAllText("$path.$PID", (ConvertTo-Json -InputObject $State -Depth 20))
    [IO.File]::Move("$path.$PID", $path, $true)
}

function Test-Fault {
    <#
    .SYNOPSIS
    Whether a fault is on.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    return @((Read-Sandbox)['faults']) -contains $Name
}

function Assert-Readable {
    <#
    .SYNOPSIS
    Throws as Windows does where access is denied.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Fault)
    if (Test-Fault -Name $Fault) { throw (New-Object UnauthorizedAccessException 'Access is denied.') }
}

function ConvertFrom-Milliseconds {
    <#
    .SYNOPSIS
    An instant from milliseconds since 1970.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][long]$Milliseconds)
    return [DateTimeOffset]::FromUnixTimeMilliseconds($Milliseconds).UtcDateTime
}

function Get-HostFolder { return Join-Path $env:ATA2MDI_SANDBOX 'ata2mdi' }
function Get-ProgramFolder { return Join-Path $env:ATA2MDI_SANDBOX 'Program Files' }
function Get-PackageCacheFolder { return Join-Path $env:ATA2MDI_SANDBOX 'Package Cache' }
function Get-SetupLogFolder { return Join-Path $env:ATA2MDI_SANDBOX 'Temp' }
function Get-ComputerName { return (Read-Sandbox)['computerName'] }
function Test-NativeProcess { return $true }
function Test-SystemAccount { return $env:ATA2MDI_AS_SYSTEM -eq '1' }
function Get-BootInstant {
    $state = Read-Sandbox
    return ConvertFrom-Milliseconds -Milliseconds $state['bootedAt']
}
function Protect-HostFolder { $null = [IO.Directory]::CreateDirectory((Get-HostFolder)) }

function Get-ProcessInstant {
    <#
    .SYNOPSIS
    When a process began; null where there is none, or only what is left of one nobody has waited for.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][int]$Id)
    $process = Get-Process -Id $Id -ErrorAction SilentlyContinue
    if ($null -eq $process) { return $null }
    try {
        $status = "/proc/$Id/stat"
        if ([IO.File]::Exists($status) -and [IO.File]::ReadAllText($status) -match '\) Z ') { return $null }
        return $process.StartTime.ToUniversalTime()
    }
    catch {
        return $null
    }
}

function New-SystemFile {
    <#
    .SYNOPSIS
    Writes a file that only its owner can read, and notes that it was written so.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Path,
        [Parameter(Mandatory)][string]$Text
    )
    [IO.File]::WriteAllText($Path, $Text)
    & chmod 600 $Path
    [IO.File]::AppendAllText((Join-Path $env:ATA2MDI_SANDBOX 'system-files.log'), "$(Split-Path -Leaf $Path)`n")
}

function Register-WorkTask {
    <#
    .SYNOPSIS
    Starts the script apart from this process, and notes it for the next start of the host.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][string]$Script,
        [Parameter(Mandatory)][string]$Folder
    )
    $tasks = Join-Path $env:ATA2MDI_SANDBOX 'tasks'
    $null = [IO.Directory]::CreateDirectory($tasks)
    # Whole or not at all, as a task is registered.
    $beside = Join-Path $env:ATA2MDI_SANDBOX "task-$PID"
    [IO.File]::WriteAllText($beside, (ConvertTo-Json -InputObject @{ script = $Script; folder = $Folder }))
    [IO.File]::Move($beside, (Join-Path $tasks "$Name.json"), $true)
    $start = New-Object Diagnostics.ProcessStartInfo '/bin/sh'
    $line = 'exec "$0" "$@" >>"$ATA2MDI_SANDBOX/tasks.log" 2>&1 </dev/null'
    foreach ($word in '-c', $line, $env:ATA2MDI_PWSH_USED, '-NoProfile', '-NonInteractive', '-File', $Script, '-Folder', $Folder) {
        $start.ArgumentList.Add($word)
    }
    $start.UseShellExecute = $false
    $start.Environment['ATA2MDI_AS_SYSTEM'] = '1'
    $null = [Diagnostics.Process]::Start($start)
}

function Test-WorkTask {
    <#
    .SYNOPSIS
    Whether a task is there.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    return [IO.File]::Exists((Join-Path (Join-Path $env:ATA2MDI_SANDBOX 'tasks') "$Name.json"))
}

function Unregister-WorkTask {
    <#
    .SYNOPSIS
    Takes a task away.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    # Delete throws where the folder is not there: no task was ever registered.
    $task = Join-Path (Join-Path $env:ATA2MDI_SANDBOX 'tasks') "$Name.json"
    if ([IO.File]::Exists($task)) { [IO.File]::Delete($task) }
}

function Get-RegistryValue {
    <#
    .SYNOPSIS
    A value of the sandbox's registry; null where key or value is not there.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Key,
        [Parameter(Mandatory)][string]$Name,
        [int]$View = 64
    )
    if ($Key -like '*Advanced Threat Analytics\Gateway') { Assert-Readable -Fault 'gateway-unread' }
    $values = (Read-Sandbox)['registry']["$View"][$Key]
    if ($null -eq $values) { return $null }
    return $values[$Name]
}

function Test-RegistryKey {
    <#
    .SYNOPSIS
    Whether a key is there.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Key)
    Assert-Readable -Fault 'facts-unreadable'
    return (Read-Sandbox)['registry']['64'].ContainsKey($Key)
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
    foreach ($name in @((Read-Sandbox)['registry']["$View"].Keys)) {
        if ($name.StartsWith("$Key\")) { $name.Substring($Key.Length + 1) }
    }
}

function Get-WindowsService {
    <#
    .SYNOPSIS
    A service; null where there is none.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    if ($Name -eq 'ATAGateway') { Assert-Readable -Fault 'gateway-unread' }
    $service = (Read-Sandbox)['services'][$Name]
    if ($null -eq $service) { return $null }
    return [pscustomobject]@{ name = $Name; state = $service['state']; startMode = (Get-SandboxMode -Service $service); command = $service['command'] }
}

function Get-SandboxMode {
    <#
    .SYNOPSIS
    How a service starts: by itself, unless that was changed.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Service)
    if ($Service.Contains('startMode')) { return $Service['startMode'] }
    return 'Auto'
}

function Set-WindowsServiceMode {
    <#
    .SYNOPSIS
    Sets how a service starts.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][string]$Mode
    )
    $all = Read-Sandbox
    $all['services'][$Name]['startMode'] = $Mode
    Write-Sandbox -State $all
}

function Get-ServiceBelow {
    <#
    .SYNOPSIS
    Names of the services whose executable lies below a folder.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    $services = (Read-Sandbox)['services']
    foreach ($name in @($services.Keys)) {
        if ($services[$name]['command'].TrimStart('"').StartsWith("$Folder/")) { $name }
    }
}

function Set-ServiceState {
    <#
    .SYNOPSIS
    Puts a service into a state.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][string]$State
    )
    $all = Read-Sandbox
    $all['services'][$Name]['state'] = $State
    Write-Sandbox -State $all
}

function Stop-WindowsService {
    param([string]$Name)
    if (Test-Fault -Name 'stop-hangs') { throw "Time out has expired and the operation has not been completed." }
    Set-ServiceState -Name $Name -State 'Stopped'
}

function Start-WindowsService {
    param([string]$Name)
    Set-ServiceState -Name $Name -State 'Running'
}

function Get-FileVersion {
    <#
    .SYNOPSIS
    The version written in a file of the sandbox; null where there is none.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Path)
    if ([IO.File]::ReadAllText($Path) -match 'version=([0-9.]+)') { return $Matches[1] }
    return $null
}

function Get-Signature {
    <#
    .SYNOPSIS
    The signer written in a file of the sandbox.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Path)
    $signed = [IO.File]::ReadAllText($Path) -match 'signed=(.+)'
    if (-not $signed) { return @{ valid = $false; status = 'NotSigned'; subject = '' } }
    if (Test-Fault -Name 'package-foreign-signer') { return @{ valid = $true; status = 'Valid'; subject = 'CN=Fabrikam Repackaging' } }
    return @{ valid = $true; status = 'Valid'; subject = $Matches[1].Trim() }
}

function Start-Setup {
    <#
    .SYNOPSIS
    Starts the stand-in of a setup. Its exit code goes through a file: Linux keeps only eight bits of one. Its command
    line goes through the environment: PowerShell would read one that begins with a dash as parameters.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$File,
        [Parameter(Mandatory)][AllowEmptyString()][string]$Argument
    )
    $exitFile = Join-Path $env:ATA2MDI_SANDBOX "exit-$([guid]::NewGuid().ToString('N'))"
    $start = New-Object Diagnostics.ProcessStartInfo $env:ATA2MDI_PWSH_USED
    $script = Join-Path $env:ATA2MDI_SANDBOX 'FakeSetup.ps1'
    foreach ($word in '-NoProfile', '-NonInteractive', '-File', $script, '-Setup', (Split-Path -Leaf $File), '-ExitFile', $exitFile) {
        $start.ArgumentList.Add($word)
    }
    $start.Environment['ATA2MDI_SETUP_ARGUMENT'] = $Argument
    $start.UseShellExecute = $false
    $process = [Diagnostics.Process]::Start($start)
    $setup = [pscustomobject]@{ Id = $process.Id; StartTime = $process.StartTime; inner = $process; exitFile = $exitFile }
    $setup | Add-Member -MemberType ScriptMethod -Name 'WaitForExit' -Value { param($milliseconds) $this.inner.WaitForExit($milliseconds) }
    $setup | Add-Member -MemberType ScriptProperty -Name 'ExitCode' -Value { [int][IO.File]::ReadAllText($this.exitFile) }
    return $setup
}

function Test-InstallerTransaction { return Test-Fault -Name 'install-busy' }
function Get-OperatingSystem { return @{ version = (Read-Sandbox)['version'] } }

function Get-ComputerSystem {
    <#
    .SYNOPSIS
    The machine.
    #>
    [CmdletBinding()]
    param()
    $machine = (Read-Sandbox)['machine']
    return [pscustomobject]@{
        logicalProcessors = $machine['logicalProcessors']
        memoryBytes       = $machine['memoryBytes']
        manufacturer      = $machine['manufacturer']
        model             = $machine['model']
        assetTag          = $machine['assetTag']
    }
}

function Get-SystemDriveFree {
    <#
    .SYNOPSIS
    Free bytes.
    #>
    [CmdletBinding()]
    param()
    if (Test-Fault -Name 'disk-full') { return 1000 }
    return 64GB
}

function Get-LargeSendAdapter { (Read-Sandbox)['adapters'] }

function Get-RootThumbprint {
    <#
    .SYNOPSIS
    Those asked for that are there.
    #>
    [CmdletBinding()]
    param([AllowEmptyCollection()][string[]]$Wanted)
    $there = @((Read-Sandbox)['roots'])
    foreach ($one in $Wanted) { if ($there -contains $one) { $one.ToUpperInvariant() } }
}

function Get-DirectoryRole { return (Read-Sandbox)['directory'] }

function Get-LoopbackListener {
    param([int]$Port)
    $null = $Port
    return (Read-Sandbox)['listener']
}

function Get-TimeServer {
    <#
    .SYNOPSIS
    The time server; null on the one itself.
    #>
    [CmdletBinding()]
    param()
    Assert-Readable -Fault 'facts-unreadable'
    return (Read-Sandbox)['timeServer']
}

function Get-AuditPolicyText { return (Read-Sandbox)['auditPolicy'] }
function Get-UserRightText { return (Read-Sandbox)['userRights'] }

function ConvertTo-SidText {
    param([string]$Account)
    return "S-1-5-21-1-2-3-$($Account.Length)"
}

function Get-SecurityLogMode {
    <#
    .SYNOPSIS
    What the Security log does when it is full.
    #>
    [CmdletBinding()]
    param()
    Assert-Readable -Fault 'facts-unreadable'
    return (Read-Sandbox)['securityLog']
}

function Get-SystemProxy {
    <#
    .SYNOPSIS
    The proxy; null where there is none.
    #>
    [CmdletBinding()]
    param([uri]$Uri)
    $null = $Uri
    if (-not (Test-SystemAccount)) { throw 'asked as somebody else than SYSTEM' }
    Assert-Readable -Fault 'facts-unreadable'
    return (Read-Sandbox)['proxy']
}

function Get-ManagedAccount {
    <#
    .SYNOPSIS
    Whether an account can be used, and its SID.
    #>
    [CmdletBinding()]
    param([string]$Name)
    if (-not (Test-SystemAccount)) { throw 'asked as somebody else than SYSTEM' }
    $usable = @((Read-Sandbox)['managedAccounts']) -contains $Name
    $sid = $null
    if ($usable) { $sid = 'S-1-5-21-1-2-3-1601' }
    return [ordered]@{ usable = $usable; sid = $sid }
}

function Get-TaskBelow {
    param([string]$Folder)
    foreach ($task in @((Read-Sandbox)['windowsTasks'])) {
        if ($task['program'].StartsWith($Folder)) { $task['name'] }
    }
}

function Remove-WindowsTask {
    param([string]$Name)
    $all = Read-Sandbox
    $all['windowsTasks'] = @($all['windowsTasks'] | Where-Object { $_['name'] -ne $Name })
    Write-Sandbox -State $all
}

function Restart-Host {
    [IO.File]::WriteAllText((Join-Path $env:ATA2MDI_SANDBOX 'restart'), '')
}

function Set-RegistryNumber {
    param([string]$Key, [string]$Name, [int]$View, [int]$Value)
    $all = Read-Sandbox
    if (-not $all['registry']["$View"].ContainsKey($Key)) { $all['registry']["$View"][$Key] = @{} }
    $all['registry']["$View"][$Key][$Name] = $Value
    Write-Sandbox -State $all
}

function Remove-RegistryValue {
    param([string]$Key, [string]$Name, [int]$View)
    $all = Read-Sandbox
    if ($all['registry']["$View"].ContainsKey($Key)) { $all['registry']["$View"][$Key].Remove($Name) }
    Write-Sandbox -State $all
}

function Remove-RegistryKey {
    param([string]$Key, [int]$View)
    $all = Read-Sandbox
    $all['registry']["$View"].Remove($Key)
    Write-Sandbox -State $all
}

function Remove-WindowsService {
    param([string]$Name)
    $all = Read-Sandbox
    $all['services'].Remove($Name)
    Write-Sandbox -State $all
}

function Get-InstallerProgram {
    return Join-Path $env:ATA2MDI_SANDBOX 'msiexec.exe'
}

function Set-PowerScheme {
    param([string]$Scheme)
    if (Test-Fault -Name 'policy-wins') { return }
    $all = Read-Sandbox
    $all['registry']['64']['SYSTEM\CurrentControlSet\Control\Power\User\PowerSchemes']['ActivePowerScheme'] = $Scheme
    Write-Sandbox -State $all
}

function Set-SecurityLogMode {
    param([string]$Mode)
    $all = Read-Sandbox
    $all['securityLog'] = $Mode
    Write-Sandbox -State $all
}

function Get-LargeSendSetting {
    foreach ($name in @((Read-Sandbox)['adapters'])) { [pscustomobject]@{ adapter = $name; keyword = '*LsoV2IPv4' } }
}

function Set-LargeSendSetting {
    param([string]$Adapter, [string]$Keyword, [int]$Value)
    $null = $Keyword
    $all = Read-Sandbox
    $all['adapters'] = @($all['adapters'] | Where-Object { $_ -ne $Adapter })
    if ($Value -eq 1) { $all['adapters'] += $Adapter }
    Write-Sandbox -State $all
}

function Add-RootCertificate {
    param([byte[]]$Bytes)
    $all = Read-Sandbox
    $all['roots'] = @($all['roots']) + (New-Object Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList (, $Bytes)).Thumbprint
    Write-Sandbox -State $all
}

function Remove-RootCertificate {
    param([string]$Thumbprint)
    $all = Read-Sandbox
    $all['roots'] = @($all['roots'] | Where-Object { $_ -ne $Thumbprint })
    Write-Sandbox -State $all
}

function Get-OwnCertificate {
    param([string]$Subject)
    $certificates = (Read-Sandbox)['certificates']
    foreach ($thumbprint in @($certificates.Keys)) {
        if ($certificates[$thumbprint].StartsWith($Subject)) { $thumbprint }
    }
}

function Remove-OwnCertificate {
    param([string]$Thumbprint)
    $all = Read-Sandbox
    $all['certificates'].Remove($Thumbprint)
    Write-Sandbox -State $all
}

function Get-FolderFree {
    param([string]$Folder)
    $null = $Folder
    return Get-SystemDriveFree
}

function Protect-Folder {
    param([string]$Folder)
    & chmod 700 $Folder
}

function Export-OwnCertificate {
    param([string]$Thumbprint, [string]$Password)
    if (Test-Fault -Name 'key-not-exportable') { throw 'Key not valid for use in specified state.' }
    return , [Text.Encoding]::UTF8.GetBytes("pfx of $Thumbprint, $($Password.Length) characters")
}

function Get-LocalMember {
    param([string]$Group)
    "WinNT://CONTOSO/one of $Group"
}

function Export-WindowsLog {
    param([string]$Name, [string]$Path)
    [IO.File]::WriteAllText($Path, "log $Name")
    return $true
}

function Get-ToolText {
    <#
    .SYNOPSIS
    What the database's shell would print: the sandbox keeps it beside the data.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$File,
        [Parameter(Mandatory)][string]$Argument,
        [Parameter(Mandatory)][DateTime]$Until
    )
    $null = $Argument, $Until
    return [IO.File]::ReadAllText((Join-Path (Join-Path (Split-Path -Parent $File) 'data') 'counts.txt'))
}
