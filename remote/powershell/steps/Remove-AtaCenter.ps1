Set-StrictMode -Version Latest

function Remove-AtaCenter {
    <#
    .SYNOPSIS
    Removes the ATA Center from this host, keeps its configuration backups first, and proves that it is gone.
    .DESCRIPTION
    Input: permitUntil, deleteDatabase. Facts: stoppedAt, keptBackup. The database's files stay, unless they are asked
    for: then the uninstall gets the switch that deletes them. Refuses while an ATA Gateway on this host is present or cannot be read.
    Reads: service ATACenter, its registry key, executable and uninstall entry. Writes: `packages\ata-center`; stops the
    service; runs the uninstall.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $gateway = Get-Presence -Facts (Get-ProductFacts -Definition (Get-ProductDefinition -Name 'gateway'))
    if (-not $gateway.absent) {
        $reason = "an ATA Gateway on this host is $(Get-PresenceText -Presence $gateway); the Center goes last, nothing was touched"
        return New-Result -Outcome 'refused' -Reason $reason -Facts ([ordered]@{ stoppedAt = $null; keptBackup = $null })
    }
    $center = Get-ProductDefinition -Name 'center'
    $keep = {
        $kept = Save-CenterBackup -Definition $center -Work $Work
        Set-Progress -Work $Work -Name 'keptBackup' -Value $kept
    }
    $more = ''
    if ($true -eq $Request.input.deleteDatabase) { $more = ' --DeleteExistingDatabaseData' }
    return Uninstall-Product -Definition $center -Work $Work -Extra $more -NotAfter $Request.input.permitUntil -Keep $keep -Told 'stoppedAt', 'keptBackup'
}

function Save-CenterBackup {
    <#
    .SYNOPSIS
    Keeps the Center's own configuration backups; gives the folder, or null where the Center has none.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Definition,
        [Parameter(Mandatory)][object]$Work
    )
    $source = Join-Path (Get-InstallationFolder -Definition $Definition) 'Backup'
    if (-not [IO.Directory]::Exists($source)) { return $null }
    $files = @(foreach ($path in [IO.Directory]::GetFiles($source, '*.json')) {
            [pscustomobject]@{ source = $path; path = (Split-Path -Leaf $path) }
        })
    if ($files.Count -eq 0) { return $null }
    $folder = Get-PackageFolder -Name 'ata-center'
    Write-Journal -Work $Work -Text "keeps $($files.Count) configuration backups in $folder"
    $about = [ordered]@{ product = $Definition.title; keptAt = (Format-Instant -Instant (Get-Instant)); by = $Work.name }
    Copy-Proven -File $files -Folder $folder -About $about
    return $folder
}

function Confirm-AtaCenterRemoval {
    <#
    .SYNOPSIS
    Whether a removal that was done still holds.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Request)
    return Test-ProductAbsent -Definition (Get-ProductDefinition -Name 'center')
}
