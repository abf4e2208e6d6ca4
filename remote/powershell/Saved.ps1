<#
.SYNOPSIS
What was there before a step changed it, so that it can be put back.
.DESCRIPTION
One file for each such step below `saved`, written before the first change and never over an earlier one: what is
put back is how the host was before this program came.
#>
Set-StrictMode -Version Latest

function Get-SavedFolder {
    <#
    .SYNOPSIS
    The folder of what was saved.
    #>
    [CmdletBinding()]
    param()
    return New-Folder -Path (Join-Path (Get-HostFolder) 'saved')
}

function Save-Before {
    <#
    .SYNOPSIS
    Keeps how things are now, unless that was done before.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][object]$Value
    )
    if ($null -ne (Read-Before -Name $Name)) { return }
    Write-WorkFile -Folder (Get-SavedFolder) -Name "$Name.json" -Value $Value
}

function Read-Before {
    <#
    .SYNOPSIS
    What was kept; null where nothing was.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    return Read-WorkFile -Folder (Get-SavedFolder) -Name "$Name.json"
}

function Clear-Before {
    <#
    .SYNOPSIS
    Forgets what was kept, after it was put back.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    [IO.File]::Delete((Join-Path (Get-SavedFolder) "$Name.json"))
}
