<#
.SYNOPSIS
The registry of the local machine, in both views.
#>
Set-StrictMode -Version Latest

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
