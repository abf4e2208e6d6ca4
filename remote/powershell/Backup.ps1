<#
.SYNOPSIS
The parts of a Center's backup, and where backups are.
#>
Set-StrictMode -Version Latest

# What may be needed besides what is copied.
$BackupReserve = 536870912

function Get-BackupFolder {
    <#
    .SYNOPSIS
    The folder of one backup.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Place)
    if ($Place.name -notmatch '^[A-Za-z0-9-]{1,40}$') { throw 'the name of the backup is not valid' }
    $root = [string]$Place.folder
    if ($root -eq '') { $root = Join-Path (Get-HostFolder) 'backups' }
    return Join-Path $root $Place.name
}

function Get-FileSize {
    <#
    .SYNOPSIS
    Bytes of all files below a folder; 0 where it is not there.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    [long]$bytes = 0
    if (-not [IO.Directory]::Exists($Folder)) { return $bytes }
    foreach ($path in [IO.Directory]::GetFiles($Folder, '*', [IO.SearchOption]::AllDirectories)) { $bytes += (New-Object IO.FileInfo $path).Length }
    return $bytes
}

function Assert-Space {
    <#
    .SYNOPSIS
    Throws where a folder's drive has too little room.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Folder,
        [Parameter(Mandatory)][long]$Bytes
    )
    $free = Get-FolderFree -Folder $Folder
    if ($free -lt $Bytes + $BackupReserve) { throw "$Folder has $free bytes free, too few for $Bytes bytes" }
}

function Copy-Folder {
    <#
    .SYNOPSIS
    Copies every file below a folder and proves each copy by its hash; gives how many. Nothing where it is not there.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$From,
        [Parameter(Mandatory)][string]$To,
        [Parameter(Mandatory)][object]$Work
    )
    if (-not [IO.Directory]::Exists($From)) { return 0 }
    $paths = [IO.Directory]::GetFiles($From, '*', [IO.SearchOption]::AllDirectories)
    [long]$bytes = 0
    [long]$told = 0
    foreach ($path in $paths) {
        if (-not (Test-TimeLeft -Work $Work)) { throw 'the time is up' }
        $name = $path.Substring($From.Length).TrimStart('\', '/')
        $copy = Join-Path $To $name
        $null = New-Folder -Path (Split-Path -Parent $copy)
        [IO.File]::Copy($path, $copy, $true)
        if ((Get-Sha256 -Path $copy) -cne (Get-Sha256 -Path $path)) { throw "the copy of $path is not the same" }
        $bytes += (New-Object IO.FileInfo $copy).Length
        if ($bytes - $told -ge 1073741824) {
            Write-Journal -Work $Work -Text "copied $bytes bytes of $From"
            $told = $bytes
        }
    }
    return $paths.Count
}

function Save-CenterCertificate {
    <#
    .SYNOPSIS
    Exports the Center's certificate with its private key and gives its thumbprint; null where the Center has none.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Definition,
        [Parameter(Mandatory)][string]$Folder,
        [Parameter(Mandatory)][string]$Password
    )
    $thumbprint = Find-CenterThumbprint -Definition $Definition
    if ($null -eq $thumbprint) { return $null }
    $bytes = Export-OwnCertificate -Thumbprint $thumbprint -Password $Password
    [IO.File]::WriteAllBytes((Join-Path (New-Folder -Path (Join-Path $Folder 'certificate')) 'center.pfx'), $bytes)
    return $thumbprint
}

function Find-CenterThumbprint {
    <#
    .SYNOPSIS
    Thumbprint of the certificate that encrypts the Center's secrets: as its newest configuration says, else by subject.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][hashtable]$Definition)
    $backup = Join-Path (Get-InstallationFolder -Definition $Definition) 'Backup'
    if ([IO.Directory]::Exists($backup)) {
        $newest = @(Get-ChildItem -LiteralPath $backup -Filter '*.json' | Sort-Object -Property 'LastWriteTimeUtc' | Select-Object -Last 1)
        foreach ($file in $newest) {
            $text = Read-SharedText -Path $file.FullName
            if ($text -match '"SecretManagerConfiguration"\s*:\s*\{[^}]*"CertificateThumbprint"\s*:\s*"([0-9A-Fa-f]{40})"') { return $Matches[1].ToUpperInvariant() }
        }
    }
    $found = @(Get-OwnCertificate -Subject $Definition.certificate)
    if ($found.Count -eq 0) { return $null }
    return $found[0]
}

function Save-CenterRole {
    <#
    .SYNOPSIS
    Writes who is in the Center's three local groups, and in Administrators, who count as administrators of ATA.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    $ata = 'Microsoft Advanced Threat Analytics'
    $groups = [ordered]@{}
    foreach ($name in "$ata Administrators", "$ata Users", "$ata Viewers") { $groups[$name] = [string[]]@(Get-LocalMember -Group $name) }
    $groups['S-1-5-32-544'] = [string[]]@(Get-LocalMember -Group 'S-1-5-32-544')
    Write-AtomicText -Path (Join-Path $Folder 'role-groups.json') -Text (ConvertTo-AsciiJson -Value $groups)
    return $groups.Count
}
