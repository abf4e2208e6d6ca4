<#
.SYNOPSIS
Services, setups, and what files tell of themselves.
#>
Set-StrictMode -Version Latest

function Get-WindowsService {
    <#
    .SYNOPSIS
    A service: name, state, start mode, command line; null where there is none.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    $service = Get-WindowsObject -ClassName Win32_Service -Filter "Name = '$Name'"
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
    foreach ($service in Get-WindowsObject -ClassName Win32_Service) {
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

function Set-WindowsServiceMode {
    <#
    .SYNOPSIS
    Sets how a service starts, by Get-WindowsService's words: Auto, Manual or Disabled. Throws where Windows does not.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][string]$Mode
    )
    $word = $Mode
    if ($word -eq 'Auto') { $word = 'Automatic' }
    $service = Get-WindowsObject -ClassName Win32_Service -Filter "Name = '$Name'"
    $result = Invoke-CimMethod -InputObject $service -MethodName ChangeStartMode -Arguments @{ StartMode = $word }
    if ($result.ReturnValue -ne 0) { throw "the start mode of the service $Name could not be set to $Mode ($($result.ReturnValue))" }
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
    Whether Windows Installer is at work: it holds this mutex then. That it is there says little: its service keeps it
    a while.
    #>
    [CmdletBinding()]
    param()
    $mutex = $null
    try {
        if (-not [Threading.Mutex]::TryOpenExisting('Global\_MSIExecute', [ref]$mutex)) { return $false }
    }
    catch [UnauthorizedAccessException] {
        return $true
    }
    try {
        if (-not $mutex.WaitOne(0)) { return $true }
    }
    catch [Threading.AbandonedMutexException] {
        Write-Verbose 'whoever held it ended without letting it go; it is ours now'
    }
    $mutex.ReleaseMutex()
    $mutex.Dispose()
    return $false
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

function Remove-WindowsService {
    <#
    .SYNOPSIS
    Deletes a service; throws where Windows does not.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    $service = Get-WindowsObject -ClassName Win32_Service -Filter "Name = '$Name'"
    $result = Invoke-CimMethod -InputObject $service -MethodName Delete
    if ($result.ReturnValue -ne 0) { throw "the service $Name could not be deleted ($($result.ReturnValue))" }
}

function Get-InstallerProgram {
    <#
    .SYNOPSIS
    The program of Windows Installer.
    #>
    [CmdletBinding()]
    param()
    return Join-Path ([Environment]::GetFolderPath('System')) 'msiexec.exe'
}
