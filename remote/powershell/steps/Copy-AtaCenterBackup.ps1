Set-StrictMode -Version Latest

function Copy-AtaCenterBackup {
    <#
    .SYNOPSIS
    Archives a Center's backup: copies it from this host to a folder, a share or a blob container, file by proven file.
    .DESCRIPTION
    Input: folder, name, destination or container (secret), manifestSha256, signature. Facts: files, bytes,
    manifestSha256. What is there and the same is not copied again; what is there and other is never written over.
    Writes: the archive. The manifest goes last, so an archive that has one is whole.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $data = $Request.input
    $folder = Get-BackupFolder -Place $data
    $manifest = Read-WorkFile -Folder $folder -Name 'manifest.json'
    if ($null -eq $manifest) { return New-Result -Outcome 'refused' -Reason "there is no backup in $folder" }
    $listPath = Join-Path $folder 'manifest.json'
    if ((Get-Sha256 -Path $listPath) -cne $data.manifestSha256) {
        return New-Result -Outcome 'refused' -Reason 'the backup is another than the one that was signed'
    }
    # The signature lies beside the backup too: what is archived can be proven here as well.
    $signaturePath = Join-Path $folder 'manifest.sig'
    Write-AtomicText -Path $signaturePath -Text $data.signature
    [long]$bytes = 0
    foreach ($file in @($manifest.files)) { $bytes += $file.size }
    $target = $null
    if ($null -ne $data.destination) {
        $target = New-Folder -Path (Join-Path $data.destination $data.name)
        Assert-Space -Folder $target -Bytes ($bytes - (Get-FileSize -Folder $target))
    }
    Write-Journal -Work $Work -Text "archives $(@($manifest.files).Count) files, $bytes bytes, of $folder"
    [long]$done = 0
    [long]$told = 0
    foreach ($file in @($manifest.files)) {
        if (-not (Test-TimeLeft -Work $Work)) { return New-Result -Outcome 'timeout' -Reason "the archive was not done in time; $done of $bytes bytes are there, and the next attempt goes on" }
        Send-ArchiveFile -From (Join-Path $folder $file.path) -Path $file.path -Hash $file.sha256 -Target $target -Data $data -Work $Work
        $done += $file.size
        if ($done - $told -ge 1073741824) {
            Write-Journal -Work $Work -Text "archived $done of $bytes bytes"
            $told = $done
        }
    }
    foreach ($path in $signaturePath, $listPath) {
        Send-ArchiveFile -From $path -Path (Split-Path -Leaf $path) -Hash (Get-Sha256 -Path $path) -Target $target -Data $data -Work $Work
    }
    return New-Result -Outcome 'done' -Facts ([ordered]@{
            files          = @($manifest.files).Count
            bytes          = $bytes
            manifestSha256 = $data.manifestSha256
        })
}

function Send-ArchiveFile {
    <#
    .SYNOPSIS
    Brings one file into the archive and proves it there.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$From,
        [Parameter(Mandatory)][string]$Path,
        [Parameter(Mandatory)][string]$Hash,
        [Parameter(Mandatory)][AllowNull()][object]$Target,
        [Parameter(Mandatory)][object]$Data,
        [Parameter(Mandatory)][object]$Work
    )
    if ($null -eq $Target) {
        Send-Blob -Path $From -Container $Data.container -Name "$($Data.name)/$Path" -Hash $Hash -Work $Work
        return
    }
    $copy = Join-Path $Target $Path
    if ([IO.File]::Exists($copy)) {
        if ((Get-Sha256 -Path $copy) -ceq $Hash) { return }
        throw "another $Path is in $Target already"
    }
    $null = New-Folder -Path (Split-Path -Parent $copy)
    [IO.File]::Copy($From, "$copy.part", $true)
    if ((Get-Sha256 -Path "$copy.part") -cne $Hash) { throw "$Path is not as its manifest has it" }
    [IO.File]::Move("$copy.part", $copy)
}

function Confirm-AtaCenterArchive {
    <#
    .SYNOPSIS
    Whether an archive that was made is still there. A container is believed: nothing in it can be changed.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Request)
    $data = $Request.input
    if ($null -eq $data.destination) { return $true }
    $list = Join-Path (Join-Path $data.destination $data.name) 'manifest.json'
    return [IO.File]::Exists($list) -and (Get-Sha256 -Path $list) -ceq $data.manifestSha256
}
