<#
.SYNOPSIS
What a failed removal or installation leaves of a product, found and cleared piece by piece.
.DESCRIPTION
A remnant is named `<kind>:<name>`. Only where a product cannot be uninstalled any more are its pieces remnants: while
its setup bundle is registered and its setup is there, it is installed, or to be uninstalled.
UNCONFIRMED on a real host: the subjects of the certificates.
#>
Set-StrictMode -Version Latest

function Find-Remnant {
    <#
    .SYNOPSIS
    The remnants of a product as objects with kind, name and id; null where the product is installed.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][hashtable]$Definition)
    $entries = @(Get-InstalledProgram -DisplayName $Definition.displayName)
    foreach ($entry in $entries) {
        if ($entry.bundle -and [IO.File]::Exists($entry.cached)) { return $null }
    }
    $folder = Get-InstallationFolder -Definition $Definition
    $found = @()
    $services = @(Get-ServiceBelow -Folder $folder)
    if ($null -ne (Get-WindowsService -Name $Definition.service)) { $services += $Definition.service }
    foreach ($name in @($services | Sort-Object -Unique)) { $found += New-Remnant -Kind 'service' -Name $name }
    foreach ($name in @(Get-TaskBelow -Folder $folder)) { $found += New-Remnant -Kind 'task' -Name $name }
    foreach ($entry in $entries) { $found += New-Remnant -Kind 'entry' -Name "$($entry.view)/$($entry.key)" }
    if (Test-RegistryKey -Key $Definition.key) { $found += New-Remnant -Kind 'key' -Name $Definition.key }
    if ([IO.Directory]::Exists($folder)) { $found += New-Remnant -Kind 'folder' -Name $folder }
    foreach ($name in @(Get-OwnCertificate -Subject $Definition.certificate)) { $found += New-Remnant -Kind 'certificate' -Name $name }
    if ($Definition.name -eq 'sensor' -and (Test-BroughtDriver)) { $found += New-Remnant -Kind 'driver' -Name 'npcap' }
    return , @($found)
}

function New-Remnant {
    <#
    .SYNOPSIS
    One remnant.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Kind,
        [Parameter(Mandatory)][string]$Name
    )
    return [pscustomobject]@{ kind = $Kind; name = $Name; id = "${Kind}:$Name" }
}

function Test-BroughtDriver {
    <#
    .SYNOPSIS
    Whether a capture driver is there that was not before the sensor came.
    #>
    [CmdletBinding()]
    param()
    $before = Read-Before -Name 'capture-driver'
    if ($null -eq $before -or $null -ne $before.npcap) { return $false }
    return $null -ne (Read-CaptureDriver)['npcap']
}

function Clear-Remnant {
    <#
    .SYNOPSIS
    Takes one remnant away.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Remnant,
        [Parameter(Mandatory)][object]$Work
    )
    Write-Journal -Work $Work -Text "clears $($Remnant.id)"
    switch ($Remnant.kind) {
        'service' {
            if ((Get-WindowsService -Name $Remnant.name).state -ne 'Stopped') { Stop-WindowsService -Name $Remnant.name }
            Remove-WindowsService -Name $Remnant.name
        }
        'task' { Remove-WindowsTask -Name $Remnant.name }
        'entry' {
            $parts = $Remnant.name -split '/', 2
            Clear-Entry -View ([int]$parts[0]) -Key $parts[1] -Work $Work
        }
        'key' { Remove-RegistryKey -Key $Remnant.name -View 64 }
        'folder' { Clear-ProductFolder -Folder $Remnant.name }
        'certificate' { Remove-OwnCertificate -Thumbprint $Remnant.name }
        'driver' { Clear-Driver -Work $Work }
    }
}

function Clear-Entry {
    <#
    .SYNOPSIS
    Takes an entry of the installed programs away: the package inside a bundle by Windows Installer, which knows it, and
    then what is left of the entry.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][int]$View,
        [Parameter(Mandatory)][string]$Key,
        [Parameter(Mandatory)][object]$Work
    )
    $path = "SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\$Key"
    if ((Get-RegistryValue -Key $path -Name 'WindowsInstaller' -View $View) -eq 1 -and $Key -match '^\{[0-9a-fA-F-]{36}\}$') {
        $null = Invoke-Setup -Work $Work -File (Get-InstallerProgram) -Argument "/x $Key /qn /norestart"
    }
    Remove-RegistryKey -Key $path -View $View
}

function Clear-ProductFolder {
    <#
    .SYNOPSIS
    Deletes a product's folder where it is the one it has by default; any other may hold what is not the product's.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    $full = [IO.Path]::GetFullPath($Folder)
    $own = @('gateway', 'sensor' | ForEach-Object { (Get-ProductDefinition -Name $_).folder })
    if ($own -notcontains $full) { throw "$full is not where the product is by default; delete it by hand after looking into it" }
    [IO.Directory]::Delete($full, $true)
}

function Clear-Driver {
    <#
    .SYNOPSIS
    Uninstalls the capture driver that came with the sensor, by its own silent uninstall.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Work)
    foreach ($entry in @(Get-InstalledProgram -DisplayName 'Npcap')) {
        if ($entry.quietUninstall -eq '') { throw 'Npcap has no uninstall command' }
        # Npcap's silent switch is /S; its entry holds the command alone.
        $null = Invoke-Setup -Work $Work -File (Get-CommandFile -Command $entry.quietUninstall) -Argument '/S'
    }
}
