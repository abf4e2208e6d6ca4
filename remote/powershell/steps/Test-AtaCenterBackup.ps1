Set-StrictMode -Version Latest

# Names of a kind that an answer carries.
$ToldNames = 20

function Test-AtaCenterBackup {
    <#
    .SYNOPSIS
    Reads a Center's backup back, every byte of it, and writes down what was found beside it.
    .DESCRIPTION
    Input: folder, name, sample. Facts: files, damagedFiles, collections, documents, manifestSha256. Every file's hash is compared with
    the manifest; every dump file is walked document by document; their numbers are compared with those of the database.
    What that means is decided elsewhere: also a damaged backup ends as done. Writes: `readback.json` in the backup.
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
    Write-Journal -Work $Work -Text "reads back $folder"
    $damaged = @()
    $times = [ordered]@{}
    $dumped = @{}
    [long]$documents = 0
    [long]$sampled = 0
    [long]$bytes = 0
    [long]$told = 0
    foreach ($file in @($manifest.files)) {
        if (-not (Test-TimeLeft -Work $Work)) { return New-Result -Outcome 'timeout' -Reason 'the backup was not read back in time' }
        $path = Join-Path $folder $file.path
        $bytes += $file.size
        if ($bytes - $told -ge 1073741824) {
            Write-Journal -Work $Work -Text "reads $($file.path), up to $bytes bytes"
            $told = $bytes
        }
        try {
            if ((New-Object IO.FileInfo $path).Length -ne $file.size) { throw 'its size differs' }
            if ((Get-Sha256 -Path $path) -cne $file.sha256) { throw 'its hash differs' }
            $times[$file.path] = [string][IO.File]::GetLastWriteTimeUtc($path).Ticks
            if ($file.path -notmatch '^database/ATA/([^/]+)\.bson$') { continue }
            $name = $Matches[1]
            $walk = Measure-BsonFile -Path $path -Sample $data.sample -Work $Work
            $dumped[$name] = $walk.documents
            $documents += $walk.documents
            $sampled += $walk.sampled
        }
        catch { $damaged += "$($file.path): $(Get-Reason -ErrorRecord $_)" }
    }
    # A file whose time was up in the middle is not a damaged one.
    if (-not (Test-TimeLeft -Work $Work)) { return New-Result -Outcome 'timeout' -Reason 'the backup was not read back in time' }
    $different = @(Compare-Collection -Dumped $dumped -Counted $manifest.about.collections)
    $result = [ordered]@{
        at                   = (Format-Instant -Instant (Get-Instant))
        manifestSha256       = (Get-Sha256 -Path (Join-Path $folder 'manifest.json'))
        damagedFiles         = $damaged.Count
        collections          = $dumped.Count
        documents            = $documents
        sampled              = $sampled
        differentCollections = $different.Count
        different            = @($different | Select-Object -First $ToldNames)
    }
    Write-WorkFile -Folder $folder -Name 'readback.json' -Value ([ordered]@{ result = $result; damaged = @($damaged | Select-Object -First $ToldNames); times = $times })
    Write-Journal -Work $Work -Text "read back $(@($manifest.files).Count) files and $documents documents, $($damaged.Count) damaged"
    return New-Result -Outcome 'done' -Facts ([ordered]@{
            files          = @($manifest.files).Count
            damagedFiles   = $damaged.Count
            collections    = $dumped.Count
            documents      = $documents
            manifestSha256 = $result.manifestSha256
        })
}

function Compare-Collection {
    <#
    .SYNOPSIS
    Collections of which the dump has another number of documents than the database had; null: it is not there.
    .PARAMETER Counted
    The fact the backup noted of the database.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Dumped,
        [Parameter(Mandatory)][object]$Counted
    )
    $live = @{}
    $value = Get-Property -InputObject $Counted -Name 'value'
    foreach ($one in @($value | Where-Object { $null -ne $_ })) { $live[$one.name] = $one.count }
    foreach ($name in @($Dumped.Keys) + @($live.Keys) | Sort-Object -Unique) {
        if ($name.StartsWith('system.')) { continue }
        $inDump = $null
        $inDatabase = $null
        if ($Dumped.ContainsKey($name)) { $inDump = $Dumped[$name] }
        if ($live.ContainsKey($name)) { $inDatabase = $live[$name] }
        if ($null -eq $inDump -or $null -eq $inDatabase -or $inDump -ne $inDatabase) {
            [ordered]@{ name = $name; dump = $inDump; live = $inDatabase }
        }
    }
}

function Confirm-AtaCenterReadBack {
    <#
    .SYNOPSIS
    Whether a backup was read back since it was taken.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Request)
    $folder = Get-BackupFolder -Place $Request.input
    $manifest = Join-Path $folder 'manifest.json'
    $readBack = Read-WorkFile -Folder $folder -Name 'readback.json'
    return $null -ne $readBack -and [IO.File]::Exists($manifest) -and $readBack.result.manifestSha256 -ceq (Get-Sha256 -Path $manifest)
}
