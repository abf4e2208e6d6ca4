<#
.SYNOPSIS
Runs Microsoft's setups.
.DESCRIPTION
Exit codes are reported as they came; whether something is there is measured, never taken from an exit code.
#>
Set-StrictMode -Version Latest

function Invoke-Setup {
    <#
    .SYNOPSIS
    Runs a setup and waits for it until the work's deadline. Gives @{ ended; exitCode }.
    .DESCRIPTION
    It is noted with its process, so that a second attempt waits for it rather than start another one. It is never
    killed: a setup cut off leaves more behind than one that is late.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][string]$File,
        [Parameter(Mandatory)][AllowEmptyString()][string]$Argument
    )
    Write-Journal -Work $Work -Text "runs $File $Argument"
    $process = Start-Setup -File $File -Argument $Argument
    $startedAt = Get-Instant
    # A process that has ended already may not tell when it began.
    try { $startedAt = $process.StartTime }
    catch { Write-Verbose 'the setup ended at once' }
    Set-Progress -Work $Work -Name 'setup' -Value ([ordered]@{ id = $process.Id; startedAt = (Format-Instant -Instant $startedAt) })
    while (-not $process.WaitForExit(500)) {
        if (-not (Test-TimeLeft -Work $Work)) { return @{ ended = $false; exitCode = $null } }
    }
    Set-Progress -Work $Work -Name 'exitCode' -Value $process.ExitCode
    Write-Journal -Work $Work -Text "setup ended with exit code $($process.ExitCode)"
    return @{ ended = $true; exitCode = $process.ExitCode }
}

function Wait-EarlierSetup {
    <#
    .SYNOPSIS
    Waits for a setup that an earlier attempt started and that still runs; false where it outlasts the deadline.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Work)
    $setup = Get-Progress -Work $Work -Name 'setup'
    if ($null -eq $setup) { return $true }
    while (Test-ProcessSame -Id $setup.id -StartedAt $setup.startedAt) {
        if (-not (Test-TimeLeft -Work $Work)) { return $false }
        Start-Sleep -Seconds 1
    }
    return $true
}

function Wait-InstallerFree {
    <#
    .SYNOPSIS
    Waits up to two minutes for another Windows Installer transaction to end; false where it does not.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Work)
    $until = (Get-Instant).AddMinutes(2)
    while (Test-InstallerTransaction) {
        if ((Get-Instant) -gt $until -or -not (Test-TimeLeft -Work $Work)) { return $false }
        Start-Sleep -Seconds 1
    }
    return $true
}
