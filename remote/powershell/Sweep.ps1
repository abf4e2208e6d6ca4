<#
.SYNOPSIS
Takes away what earlier calls left.
#>
Set-StrictMode -Version Latest

function Clear-Leftover {
    <#
    .SYNOPSIS
    Sweeps what earlier calls left: secrets of works that do not run, probes, scripts of older versions.
    #>
    [CmdletBinding()]
    param()
    $used = @(Split-Path -Leaf (Split-Path -Parent $PSScriptRoot))
    foreach ($folder in [IO.Directory]::GetDirectories((Get-JournalFolder))) {
        if ((Get-AttemptStatus -Folder $folder) -eq 'running') {
            $used += (Read-WorkFile -Folder $folder -Name 'state.json').bundle
            continue
        }
        Clear-Secret -Folder $folder
        if ((Split-Path -Leaf $folder) -notlike 'probe-*') { continue }
        # A young one is a call's that is about to start it, or about to read its answer.
        if ([IO.Directory]::GetLastWriteTimeUtc($folder) -lt (Get-Instant).AddMinutes(-10)) { Remove-Work -Folder $folder }
    }
    foreach ($bundle in [IO.Directory]::GetDirectories((New-Folder -Path (Join-Path (Get-HostFolder) 'bundles')))) {
        # One that was touched today may be in use by a program of another version.
        if ($used -contains (Split-Path -Leaf $bundle)) { continue }
        if ([IO.Directory]::GetLastWriteTimeUtc($bundle) -gt (Get-Instant).AddDays(-1)) { continue }
        try { [IO.Directory]::Delete($bundle, $true) }
        catch { Write-Verbose "left for the next call: $bundle" }
    }
}

function Clear-Secret {
    <#
    .SYNOPSIS
    Takes away the secrets of a work that does not run: they outlast a crash otherwise.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    try { [IO.File]::Delete((Join-Path $Folder 'secret.json')) }
    catch { Write-Verbose 'left for the next call: secret.json' }
}

function Remove-Work {
    <#
    .SYNOPSIS
    Takes a work's task and folder away, as far as they let themselves; the next call sweeps the rest.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    try {
        $state = Read-WorkFile -Folder $Folder -Name 'state.json'
        if ($null -ne $state) { Unregister-WorkTask -Name $state.task }
        if ([IO.Directory]::Exists($Folder)) { [IO.Directory]::Delete($Folder, $true) }
    }
    catch {
        Write-Verbose "left for the next call: $Folder"
    }
}
