Set-StrictMode -Version Latest

function Install-DotNetFramework {
    <#
    .SYNOPSIS
    Installs .NET Framework 4 in a newer version, and restarts the host in its window where that is allowed.
    .DESCRIPTION
    Input: uri, sha256, signer, release, restart. Facts: release. Meant for a window days before the move.
    Reads: the release in the registry. Writes: `packages\dotnet`; runs the installer as SYSTEM; restarts the host.
    Windows can uninstall the update again; nothing here does.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $data = $Request.input
    if ((Read-DotNetRelease) -ge $data.release) {
        $outcome = 'already'
        if ($null -ne (Get-Progress -Work $Work -Name 'setup')) { $outcome = 'done' }
        return Get-DotNetResult -Work $Work -Outcome $outcome
    }
    if (-not (Wait-EarlierSetup -Work $Work)) { return Get-DotNetResult -Work $Work -Outcome 'timeout' -Reason 'the installer that was started earlier still runs' }
    $asked = Get-Progress -Work $Work -Name 'restartAsked'
    if ($null -ne $asked -and (Get-BootInstant) -gt (ConvertTo-Instant -Value $asked)) {
        Set-Progress -Work $Work -Name 'restartAsked' -Value $null
        return Get-DotNetResult -Work $Work -Outcome 'failed' -Reason "the host restarted, and the release is still $(Read-DotNetRelease)"
    }
    if ($null -eq $asked) {
        if (-not (Wait-InstallerFree -Work $Work)) {
            return Get-DotNetResult -Work $Work -Outcome 'refused' -Reason 'another Windows Installer transaction is under way; nothing was installed'
        }
        $setup = Save-DotNetSetup -Data $data -Work $Work
        $ran = Invoke-Setup -Work $Work -File $setup -Argument '/q /norestart'
        if (-not $ran.ended) { return Get-DotNetResult -Work $Work -Outcome 'timeout' -Reason 'the installer still runs; it was not ended by force' }
        if ((Read-DotNetRelease) -ge $data.release) { return Get-DotNetResult -Work $Work -Outcome 'done' }
        if ($ran.exitCode -ne 3010) {
            return Get-DotNetResult -Work $Work -Outcome 'failed' -Reason "the installer ended, and the release is $(Read-DotNetRelease)"
        }
        Set-Progress -Work $Work -Name 'restartAsked' -Value (Format-Instant -Instant (Get-Instant))
    }
    if (-not $data.restart) { return Get-DotNetResult -Work $Work -Outcome 'failed' -Reason 'the host must restart to complete .NET Framework' }
    Write-Journal -Work $Work -Text 'restarts the host to complete .NET Framework'
    Restart-Host
    # The task goes on when the host starts again.
    while (Test-TimeLeft -Work $Work) { Start-Sleep -Seconds 1 }
    return Get-DotNetResult -Work $Work -Outcome 'timeout' -Reason 'the host did not restart'
}

function Save-DotNetSetup {
    <#
    .SYNOPSIS
    Fetches the installer, proves its hash and its signer, and gives its path.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Data,
        [Parameter(Mandatory)][object]$Work
    )
    $file = Join-Path (New-Folder -Path (Get-PackageFolder -Name 'dotnet')) 'ndp-setup.exe'
    if (-not [IO.File]::Exists($file) -or (Get-Sha256 -Path $file) -cne $Data.sha256) {
        Write-Journal -Work $Work -Text "downloads the installer of .NET Framework to $file"
        Save-Download -Uri $Data.uri -Path $file -Until $Work.deadlineAt
    }
    $hash = Get-Sha256 -Path $file
    if ($hash -cne $Data.sha256) {
        [IO.File]::Delete($file)
        throw "the installer's SHA-256 is $hash, expected $($Data.sha256)"
    }
    $signature = Get-Signature -Path $file
    if (-not $signature.valid) { throw "the signature of the installer is not valid: $($signature.status)" }
    if (-not $signature.subject.Contains($Data.signer)) { throw "the installer is signed by $($signature.subject), expected $($Data.signer)" }
    return $file
}

function Get-DotNetResult {
    <#
    .SYNOPSIS
    The result with the release as it is now.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][string]$Outcome,
        [AllowNull()][object]$Reason = $null
    )
    $code = Get-Progress -Work $Work -Name 'exitCode'
    return New-Result -Outcome $Outcome -Reason $Reason -ExitCode $code -Facts ([ordered]@{ release = (Read-DotNetRelease) })
}
