<#
.SYNOPSIS
Packages kept on the host, each with a manifest that proves it whole.
.DESCRIPTION
Below `packages`: `ata-gateway` is what a removed gateway can be installed from again, `sensor` the sensor's setup,
`ata-center` what a Center leaves. A manifest lists every file with size and SHA-256.
UNCONFIRMED on a real host: that the cached bundle, the cached packages inside it and the gateway's own configuration
are together enough to install from. A full package from the Center, put into `packages\ata-gateway` beforehand, is kept
as it is instead.
#>
Set-StrictMode -Version Latest

function Get-PackageFolder {
    <#
    .SYNOPSIS
    The folder of a kept package.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    return Join-Path (New-Folder -Path (Join-Path (Get-HostFolder) 'packages')) $Name
}

function Write-Manifest {
    <#
    .SYNOPSIS
    Lists every file of a folder with size and hash in `manifest.json` there.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Folder,
        [Parameter(Mandatory)][System.Collections.IDictionary]$About
    )
    $files = @(foreach ($path in [IO.Directory]::GetFiles($Folder, '*', [IO.SearchOption]::AllDirectories)) {
            if ((Split-Path -Leaf $path) -eq 'manifest.json') { continue }
            [ordered]@{
                path   = $path.Substring($Folder.Length).TrimStart('\', '/').Replace('\', '/')
                size   = (New-Object IO.FileInfo $path).Length
                sha256 = (Get-Sha256 -Path $path)
            }
        })
    $manifest = [ordered]@{ about = $About; files = $files }
    Write-AtomicText -Path (Join-Path $Folder 'manifest.json') -Text (ConvertTo-AsciiJson -Value $manifest)
}

function Read-Manifest {
    <#
    .SYNOPSIS
    The manifest of a folder where every file it lists is there with its size and hash; else null.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    $manifest = Read-WorkFile -Folder $Folder -Name 'manifest.json'
    if ($null -eq $manifest) { return $null }
    foreach ($file in @($manifest.files)) {
        $path = Join-Path $Folder $file.path
        if (-not [IO.File]::Exists($path)) { return $null }
        if ((New-Object IO.FileInfo $path).Length -ne $file.size) { return $null }
        if ((Get-Sha256 -Path $path) -cne $file.sha256) { return $null }
    }
    return $manifest
}

function Copy-Proven {
    <#
    .SYNOPSIS
    Copies files into a new folder, proves each copy by its hash, and only then gives the folder its name.
    .PARAMETER File
    Path of each source, and its path below the folder.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object[]]$File,
        [Parameter(Mandatory)][string]$Folder,
        [Parameter(Mandatory)][System.Collections.IDictionary]$About
    )
    $bytes = 0
    foreach ($one in $File) { $bytes += (New-Object IO.FileInfo $one.source).Length }
    $free = Get-SystemDriveFree
    if ($free -lt $bytes + 536870912) { throw "the system drive has $free bytes free, too few to keep $bytes bytes" }
    $beside = "$Folder.new"
    if ([IO.Directory]::Exists($beside)) { [IO.Directory]::Delete($beside, $true) }
    foreach ($one in $File) {
        $copy = Join-Path (New-Folder -Path $beside) $one.path
        $null = New-Folder -Path (Split-Path -Parent $copy)
        if ([IO.File]::Exists($copy)) { throw "two files would be kept as $($one.path)" }
        [IO.File]::Copy($one.source, $copy)
        if ((Get-Sha256 -Path $copy) -cne (Get-Sha256 -Path $one.source)) { throw "the copy of $($one.path) is not the same" }
    }
    Write-Manifest -Folder $beside -About $About
    if ([IO.Directory]::Exists($Folder)) { [IO.Directory]::Delete($Folder, $true) }
    [IO.Directory]::Move($beside, $Folder)
}

function Get-BundleFile {
    <#
    .SYNOPSIS
    What an installed product can be installed from again: the cached bundle, the cached packages inside it, and the
    product's own configuration files.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][hashtable]$Definition)
    foreach ($entry in @(Get-InstalledProgram -DisplayName $Definition.displayName)) {
        $folders = @()
        if ($entry.bundle) { $folders += Split-Path -Parent $entry.cached }
        else { $folders += @(Find-CachedPackage -Key $entry.key) }
        foreach ($folder in $folders) {
            if (-not [IO.Directory]::Exists($folder)) { continue }
            foreach ($path in [IO.Directory]::GetFiles($folder)) {
                [pscustomobject]@{ source = $path; path = (Split-Path -Leaf $path) }
            }
        }
    }
    $installed = Get-InstallationFolder -Definition $Definition
    if (-not [IO.Directory]::Exists($installed)) { return }
    foreach ($path in [IO.Directory]::GetFiles($installed, '*.json')) {
        [pscustomobject]@{ source = $path; path = "configuration/$(Split-Path -Leaf $path)" }
    }
}

function Find-CachedPackage {
    <#
    .SYNOPSIS
    Folders of the package cache that belong to a product code.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Key)
    $cache = Get-PackageCacheFolder
    if (-not [IO.Directory]::Exists($cache)) { return }
    foreach ($folder in [IO.Directory]::GetDirectories($cache)) {
        if ((Split-Path -Leaf $folder).StartsWith("${Key}v", [StringComparison]::OrdinalIgnoreCase)) { $folder }
    }
}

function Save-ProductPackage {
    <#
    .SYNOPSIS
    Keeps what a product can be installed from again, and gives the folder; throws where there is nothing to keep.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Definition,
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][string]$Name
    )
    $folder = Get-PackageFolder -Name $Name
    if ($null -ne (Read-Manifest -Folder $folder)) { return $folder }
    $about = [ordered]@{ product = $Definition.title; keptAt = (Format-Instant -Instant (Get-Instant)); by = $Work.name }
    $given = [IO.File]::Exists((Join-Path $folder $Definition.setup)) -and -not [IO.File]::Exists((Join-Path $folder 'manifest.json'))
    if ($given) {
        Write-Journal -Work $Work -Text "lists the package found in $folder"
        Write-Manifest -Folder $folder -About $about
        return $folder
    }
    $files = @(Get-BundleFile -Definition $Definition)
    if (@($files | Where-Object { $_.path -like '*.exe' }).Count -eq 0) {
        throw "the package of the $($Definition.title) is not in this host's package cache, so going back would not be possible; put it into $folder"
    }
    Write-Journal -Work $Work -Text "keeps $($files.Count) files of the $($Definition.title) in $folder"
    Copy-Proven -File $files -Folder $folder -About $about
    return $folder
}

function Find-KeptPackage {
    <#
    .SYNOPSIS
    The folder a product can be installed from again; null where nothing is kept or what is kept is not whole. A setup
    that a person put there has no manifest, and is taken as it is.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Definition,
        [Parameter(Mandatory)][string]$Name
    )
    $folder = Get-PackageFolder -Name $Name
    if (-not [IO.File]::Exists((Join-Path $folder $Definition.setup))) { return $null }
    if (-not [IO.File]::Exists((Join-Path $folder 'manifest.json'))) { return $folder }
    if ($null -eq (Read-Manifest -Folder $folder)) { return $null }
    return $folder
}
