<#
.SYNOPSIS
The registry of the local machine, in both views.
#>
Set-StrictMode -Version Latest

function Open-RegistryRoot {
    <#
    .SYNOPSIS
    The local machine's registry in one of its views, 64 or 32.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][int]$View)
    $kind = [Microsoft.Win32.RegistryView]::Registry64
    if ($View -eq 32) { $kind = [Microsoft.Win32.RegistryView]::Registry32 }
    return [Microsoft.Win32.RegistryKey]::OpenBaseKey([Microsoft.Win32.RegistryHive]::LocalMachine, $kind)
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
    $root = Open-RegistryRoot -View $View
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

function Set-RegistryNumber {
    <#
    .SYNOPSIS
    Sets a value to a 32-bit number, and makes the key where there is none.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Key,
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][int]$View,
        [Parameter(Mandatory)][int]$Value
    )
    $open = Open-RegistryRoot -View $View
    try {
        $made = $open.CreateSubKey($Key)
        try { $made.SetValue($Name, $Value, [Microsoft.Win32.RegistryValueKind]::DWord) }
        finally { $made.Dispose() }
    }
    finally {
        $open.Dispose()
    }
}

function Remove-RegistryValue {
    <#
    .SYNOPSIS
    Takes a value away; nothing happens where there is none.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Key,
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][int]$View
    )
    $open = Open-RegistryRoot -View $View
    try {
        $there = $open.OpenSubKey($Key, $true)
        if ($null -eq $there) { return }
        try { $there.DeleteValue($Name, $false) }
        finally { $there.Dispose() }
    }
    finally {
        $open.Dispose()
    }
}

function Remove-RegistryKey {
    <#
    .SYNOPSIS
    Takes a key away with all below it; nothing happens where there is none.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Key,
        [Parameter(Mandatory)][int]$View
    )
    $open = Open-RegistryRoot -View $View
    try { $open.DeleteSubKeyTree($Key, $false) }
    finally { $open.Dispose() }
}
