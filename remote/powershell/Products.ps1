<#
.SYNOPSIS
The three products this move is about, each looked for in four independent places.
.DESCRIPTION
Names of services, folders, registry keys and display names are those Microsoft's pages give. UNCONFIRMED on a real
host: the exact display names of the setup bundles, the registry key of the sensor.
#>
Set-StrictMode -Version Latest

function Get-ProductDefinition {
    <#
    .SYNOPSIS
    How a product is recognised: gateway, center or sensor.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][ValidateSet('gateway', 'center', 'sensor')][string]$Name)
    $ata = 'Microsoft Advanced Threat Analytics'
    switch ($Name) {
        'gateway' {
            return @{
                name        = 'gateway'
                title       = 'ATA Gateway'
                service     = 'ATAGateway'
                key         = "SOFTWARE\Microsoft\$ata\Gateway"
                folder      = (Join-Path (Join-Path (Get-ProgramFolder) $ata) 'Gateway')
                executable  = 'Microsoft.Tri.Gateway.exe'
                displayName = "$ata Gateway"
                setup       = 'Microsoft ATA Gateway Setup.exe'
                certificate = 'CN=ATAGateway'
            }
        }
        'center' {
            return @{
                name        = 'center'
                title       = 'ATA Center'
                service     = 'ATACenter'
                key         = "SOFTWARE\Microsoft\$ata\Center"
                folder      = (Join-Path (Join-Path (Get-ProgramFolder) $ata) 'Center')
                executable  = 'Microsoft.Tri.Center.exe'
                displayName = "$ata Center"
                setup       = 'Microsoft ATA Center Setup.exe'
                certificate = 'CN=ATACenter'
            }
        }
        'sensor' {
            return @{
                name        = 'sensor'
                title       = 'Defender for Identity sensor'
                service     = 'AATPSensor'
                key         = 'SOFTWARE\Microsoft\Azure Advanced Threat Protection\Sensor'
                folder      = (Join-Path (Get-ProgramFolder) 'Azure Advanced Threat Protection Sensor')
                executable  = 'Microsoft.Tri.Sensor.exe'
                displayName = 'Azure Advanced Threat Protection Sensor'
                setup       = 'Azure ATP Sensor Setup.exe'
                certificate = 'CN=Azure ATP Sensor'
            }
        }
    }
}

function Get-ProductFacts {
    <#
    .SYNOPSIS
    The four facts of a product: service, registry, file, product.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][hashtable]$Definition)
    return [ordered]@{
        service  = (Get-Fact -Read { Get-ServiceEntry -Name $Definition.service })
        registry = (Get-Fact -Read { Get-RegistryValue -Key $Definition.key -Name 'InstallationPath' })
        file     = (Get-Fact -Read { Find-Executable -Definition $Definition })
        product  = (Get-Fact -Read { Find-Product -Definition $Definition })
    }
}

function Get-ServiceEntry {
    <#
    .SYNOPSIS
    A service as the facts tell it; null where there is none.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    $service = Get-WindowsService -Name $Name
    if ($null -eq $service) { return $null }
    $path = Get-CommandFile -Command $service.command
    $version = $null
    if ($path -ne '' -and [IO.File]::Exists($path)) { $version = Get-FileVersion -Path $path }
    return [ordered]@{
        name      = $service.name
        state     = $service.state
        startMode = $service.startMode
        path      = $path
        version   = $version
    }
}

function Get-CommandFile {
    <#
    .SYNOPSIS
    The executable of a command line, without quotes and arguments.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][AllowEmptyString()][string]$Command)
    $text = $Command.Trim()
    if ($text -match '^"([^"]*)"') { return $Matches[1] }
    if ($text -match '^(.+?\.exe)(\s|$)') { return $Matches[1] }
    return $text
}

function Get-CommandArgument {
    <#
    .SYNOPSIS
    What follows the executable in a command line.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Command)
    $text = $Command.Trim()
    if ($text -match '^"[^"]*"\s*(.*)$') { return $Matches[1] }
    if ($text -match '^.+?\.exe\s+(.*)$') { return $Matches[1] }
    return ''
}

function Get-InstallationFolder {
    <#
    .SYNOPSIS
    Where a product is, by its registry key, else where it is by default.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][hashtable]$Definition)
    $folder = Get-RegistryValue -Key $Definition.key -Name 'InstallationPath'
    if ($folder) { return [string]$folder }
    return $Definition.folder
}

function Find-Executable {
    <#
    .SYNOPSIS
    The product's main executable, in its folder or in a folder of a version below; null where there is none.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][hashtable]$Definition)
    foreach ($root in @((Get-InstallationFolder -Definition $Definition), $Definition.folder)) {
        if (-not [IO.Directory]::Exists($root)) { continue }
        foreach ($folder in @($root) + @([IO.Directory]::GetDirectories($root))) {
            $path = Join-Path $folder $Definition.executable
            if ([IO.File]::Exists($path)) { return $path }
        }
    }
    return $null
}

function Find-Product {
    <#
    .SYNOPSIS
    The product's entry among the installed programs; null where there is none.
    .DESCRIPTION
    The setup bundle's entry is the one to uninstall by; the entry of the package inside it carries the same name and
    is only given, without a command, where the bundle's is gone.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][hashtable]$Definition)
    $found = $null
    foreach ($entry in @(Get-InstalledProgram -DisplayName $Definition.displayName)) {
        if ($entry.bundle) {
            return [ordered]@{ name = $entry.name; version = $entry.version; quietUninstall = $entry.quietUninstall }
        }
        $found = [ordered]@{ name = $entry.name; version = $entry.version; quietUninstall = $null }
    }
    return $found
}

function Get-InstalledProgram {
    <#
    .SYNOPSIS
    The entries of installed programs whose name begins so, from both views of the registry.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$DisplayName)
    foreach ($view in 64, 32) {
        foreach ($key in @(Get-RegistrySubKey -Key 'SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall' -View $view)) {
            $path = "SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\$key"
            $name = [string](Get-RegistryValue -Key $path -Name 'DisplayName' -View $view)
            if (-not $name.StartsWith($DisplayName, [StringComparison]::OrdinalIgnoreCase)) { continue }
            $quiet = [string](Get-RegistryValue -Key $path -Name 'QuietUninstallString' -View $view)
            $plain = [string](Get-RegistryValue -Key $path -Name 'UninstallString' -View $view)
            $cached = [string](Get-RegistryValue -Key $path -Name 'BundleCachePath' -View $view)
            if ($quiet -eq '' -and $plain -ne '') { $quiet = "$plain /quiet" }
            [pscustomobject]@{
                key            = $key
                view           = $view
                name           = $name
                version        = [string](Get-RegistryValue -Key $path -Name 'DisplayVersion' -View $view)
                bundle         = ($cached -ne '' -and $quiet -ne '')
                quietUninstall = $quiet
                cached         = $cached
            }
        }
    }
}

function Get-Presence {
    <#
    .SYNOPSIS
    In which of the four places a product is, and which of them could not be read.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][System.Collections.IDictionary]$Facts)
    $present = @()
    $unread = @()
    foreach ($place in 'service', 'registry', 'file', 'product') {
        if ($Facts[$place].Contains('unread')) { $unread += "$place ($($Facts[$place]['unread']))" }
        elseif ($null -ne $Facts[$place]['value']) { $present += $place }
    }
    return @{ present = $present; unread = $unread; absent = ($present.Count -eq 0 -and $unread.Count -eq 0) }
}

function Test-ProductAbsent {
    <#
    .SYNOPSIS
    True only where a product was looked for in all four places and is in none.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][hashtable]$Definition)
    return (Get-Presence -Facts (Get-ProductFacts -Definition $Definition)).absent
}

function Get-PresenceText {
    <#
    .SYNOPSIS
    A presence in words, for a reason.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][hashtable]$Presence)
    $parts = @()
    if ($Presence.present.Count -gt 0) { $parts += 'still there: ' + ($Presence.present -join ', ') }
    if ($Presence.unread.Count -gt 0) { $parts += 'could not be read: ' + ($Presence.unread -join ', ') }
    return $parts -join '; '
}
