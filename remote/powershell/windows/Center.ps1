<#
.SYNOPSIS
What a Center's backup asks of Windows: space, certificate, groups, event log, the output of a program.
#>
Set-StrictMode -Version Latest

function Get-FolderFree {
    <#
    .SYNOPSIS
    Bytes this account may still write to a folder's drive or share.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    $member = '[DllImport("kernel32.dll", CharSet = CharSet.Unicode, SetLastError = true)] public static extern bool GetDiskFreeSpaceEx(string folder, out ulong available, out ulong total, out ulong free);'
    $disk = Add-Type -MemberDefinition $member -Name 'Disk' -Namespace 'Ata2mdi' -PassThru
    [UInt64]$available = 0
    [UInt64]$total = 0
    [UInt64]$free = 0
    # The name of a share must end with a backslash.
    if (-not $disk::GetDiskFreeSpaceEx($Folder.TrimEnd('\') + '\', [ref]$available, [ref]$total, [ref]$free)) {
        throw (New-Object ComponentModel.Win32Exception ([Runtime.InteropServices.Marshal]::GetLastWin32Error()))
    }
    return [long][Math]::Min($available, [UInt64][long]::MaxValue)
}

function Protect-Folder {
    <#
    .SYNOPSIS
    Lets only SYSTEM and Administrators use a folder of a local drive; a share keeps the rights it was given.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    if ($Folder.StartsWith('\\')) { return }
    $security = New-Object Security.AccessControl.DirectorySecurity
    $security.SetAccessRuleProtection($true, $false)
    foreach ($sid in $SystemSid, $AdministratorsSid) {
        $account = New-Object Security.Principal.SecurityIdentifier $sid
        $security.AddAccessRule((New-Object Security.AccessControl.FileSystemAccessRule $account, 'FullControl', 'ContainerInherit, ObjectInherit', 'None', 'Allow'))
    }
    Set-Acl -LiteralPath $Folder -AclObject $security
}

function Export-OwnCertificate {
    <#
    .SYNOPSIS
    A certificate of LocalMachine\My with its private key, as the bytes of a PFX; throws where the key is not given out.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Thumbprint,
        [Parameter(Mandatory)][string]$Password
    )
    $store = New-Object Security.Cryptography.X509Certificates.X509Store 'My', 'LocalMachine'
    $store.Open('ReadOnly')
    try {
        foreach ($certificate in $store.Certificates) {
            if ($certificate.Thumbprint -ne $Thumbprint) { continue }
            if (-not $certificate.HasPrivateKey) { throw "certificate $Thumbprint has no private key on this host" }
            return , $certificate.Export('Pfx', $Password)
        }
    }
    finally {
        $store.Close()
    }
    throw "certificate $Thumbprint is not in LocalMachine\My"
}

function Get-LocalMember {
    <#
    .SYNOPSIS
    Accounts of a local group, as paths such as WinNT://CONTOSO/user; the group by its name or its SID. None where there
    is no such group.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Group)
    $filter = "LocalAccount = True AND Name = '$Group'"
    if ($Group.StartsWith('S-1-')) { $filter = "LocalAccount = True AND SID = '$Group'" }
    $found = Get-WindowsObject -ClassName Win32_Group -Filter $filter
    if ($null -eq $found) { return }
    $entry = New-Object DirectoryServices.DirectoryEntry "WinNT://$($found.Domain)/$($found.Name),group"
    try {
        foreach ($member in $entry.Invoke('Members')) {
            [string]$member.GetType().InvokeMember('ADsPath', 'GetProperty', $null, $member, $null)
        }
    }
    finally {
        $entry.Dispose()
    }
}

function Export-WindowsLog {
    <#
    .SYNOPSIS
    Writes an event log to a file; false where there is no such log.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][string]$Path
    )
    $session = New-Object Diagnostics.Eventing.Reader.EventLogSession
    try {
        if (@($session.GetLogNames()) -notcontains $Name) { return $false }
        $session.ExportLog($Name, [Diagnostics.Eventing.Reader.PathType]::LogName, '*', $Path)
        return $true
    }
    finally {
        $session.Dispose()
    }
}

function Get-ToolText {
    <#
    .SYNOPSIS
    What a program prints; throws where it fails or is not done in time.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$File,
        [Parameter(Mandatory)][string]$Argument,
        [Parameter(Mandatory)][DateTime]$Until
    )
    $start = New-Object Diagnostics.ProcessStartInfo
    $start.FileName = $File
    $start.Arguments = $Argument
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $text = $process.StandardOutput.ReadToEndAsync()
    $left = [int][Math]::Max(1000, [Math]::Min(3600000, ($Until - [DateTime]::UtcNow).TotalMilliseconds))
    if (-not $process.WaitForExit($left)) {
        $process.Kill()
        throw "$(Split-Path -Leaf $File) was not done in time"
    }
    if ($process.ExitCode -ne 0) { throw "$(Split-Path -Leaf $File) ended with exit code $($process.ExitCode)" }
    return $text.Result
}
