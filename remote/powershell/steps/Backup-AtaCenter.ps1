Set-StrictMode -Version Latest

function Backup-AtaCenter {
    <#
    .SYNOPSIS
    Backs up what an ATA Center is made of: configuration, certificate with its key, role groups, logs, database.
    .DESCRIPTION
    Input: folder, name, pfxPassword (secret). Facts: folder, method, takenAt. The backup has its name only when it is
    whole; its manifest lists every file with size and SHA-256. The Center's services stand still while the database is
    taken and are started again whatever happens; an attempt that died leaves that to the next one, or to the host's start.
    Writes: the backup's folder. Deletes nothing.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $data = $Request.input
    $folder = Get-BackupFolder -Place $data
    $center = Get-ProductDefinition -Name 'center'
    if (-not (Wait-EarlierSetup -Work $Work)) { return New-Result -Outcome 'timeout' -Reason 'the dump that was started earlier still runs' }
    Resume-Database -Work $Work
    $manifest = Read-WorkFile -Folder $folder -Name 'manifest.json'
    if ($null -ne $manifest) { return New-Result -Outcome 'already' -Facts (Get-BackupSummary -Folder $folder -About $manifest.about) }
    if ($null -eq (Get-WindowsService -Name $center.service)) {
        return New-Result -Outcome 'refused' -Reason 'there is no ATA Center on this host'
    }
    $beside = "$folder.new"
    if ([IO.Directory]::Exists($beside)) { [IO.Directory]::Delete($beside, $true) }
    Protect-Folder -Folder (New-Folder -Path $beside)
    try {
        $about = Save-Center -Definition $center -Folder $beside -Password $data.pfxPassword -Work $Work
        Write-Journal -Work $Work -Text "hashes what was backed up to $folder"
        Write-Manifest -Folder $beside -About $about
        [IO.Directory]::Move($beside, $folder)
    }
    finally {
        Resume-Database -Work $Work
        if ([IO.Directory]::Exists($beside)) { [IO.Directory]::Delete($beside, $true) }
    }
    return New-Result -Outcome 'done' -Facts (Get-BackupSummary -Folder $folder -About $about)
}

function Save-Center {
    <#
    .SYNOPSIS
    Takes all parts into a folder and gives what the manifest says about them.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Definition,
        [Parameter(Mandatory)][string]$Folder,
        [Parameter(Mandatory)][string]$Password,
        [Parameter(Mandatory)][object]$Work
    )
    $installed = Get-InstallationFolder -Definition $Definition
    $database = Get-Database -Definition $Definition
    $logs = Join-Path $installed 'Logs'
    $dump = Join-Path $database.programs 'mongodump.exe'
    $method = 'cold'
    if ([IO.File]::Exists($dump)) { $method = 'dump' }

    # The Center first: what it would still write is not in the picture then.
    Suspend-Database -Service @($Definition.service) -Work $Work
    $takenAt = Get-Instant
    $counts = Get-Fact -Read { Get-DatabaseCount -Database $database -Work $Work }
    [long]$bytes = (Get-FileSize -Folder $logs)
    if ($method -eq 'cold') { $bytes += (Get-FileSize -Folder $database.data) }
    elseif ($counts.Contains('value')) { $bytes += $counts.value.bytes }
    else { $bytes += 4 * (Get-FileSize -Folder $database.data) }
    Assert-Space -Folder $Folder -Bytes $bytes
    Write-Journal -Work $Work -Text "backs up about $bytes bytes to $Folder by $method"

    $parts = [ordered]@{
        configuration = (Get-Fact -Read { Copy-Folder -From (Join-Path $installed 'Backup') -To (Join-Path $Folder 'configuration') -Work $Work })
        logs          = (Get-Fact -Read { Copy-Folder -From $logs -To (Join-Path $Folder 'logs') -Work $Work })
        events        = (Get-Fact -Read { Export-WindowsLog -Name 'Microsoft ATA' -Path (Join-Path $Folder 'events.evtx') })
        roleGroups    = (Get-Fact -Read { Save-CenterRole -Folder $Folder })
        exports       = (Get-Fact -Read { Save-Export -Database $database -Folder $Folder -Work $Work })
    }
    $certificate = Get-Fact -Read { Save-CenterCertificate -Definition $Definition -Folder $Folder -Password $Password }

    $copy = Join-Path $Folder 'database'
    if ($method -eq 'dump') {
        Invoke-DatabaseTool -File $dump -Argument "--host 127.0.0.1 --port $($database.port) --db ATA --out `"$copy`"" -Work $Work
    }
    else {
        Suspend-Database -Service $database.services -Work $Work
        $null = Copy-Folder -From $database.data -To $copy -Work $Work
        if ([IO.File]::Exists($database.settings)) { [IO.File]::Copy($database.settings, (Join-Path $Folder 'mongod.cfg')) }
    }
    Resume-Database -Work $Work

    $collections = $counts
    if ($counts.Contains('value')) { $collections = [ordered]@{ value = @($counts.value.collections) } }
    return [ordered]@{
        product     = $Definition.title
        center      = (Get-ComputerName)
        takenAt     = (Format-Instant -Instant $takenAt)
        by          = $Work.name
        method      = $method
        certificate = $certificate
        parts       = $parts
        collections = $collections
    }
}

function Save-Export {
    <#
    .SYNOPSIS
    Exports the collections people read as JSON, one document a line; gives how many there are. None without the tool.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Database,
        [Parameter(Mandatory)][string]$Folder,
        [Parameter(Mandatory)][object]$Work
    )
    $tool = Join-Path $Database.programs 'mongoexport.exe'
    if (-not [IO.File]::Exists($tool)) { return 0 }
    $target = New-Folder -Path (Join-Path $Folder 'exports')
    $names = 'SystemProfile', 'UniqueEntity', 'SuspiciousActivity'
    foreach ($name in $names) {
        Invoke-DatabaseTool -File $tool -Argument "--host 127.0.0.1 --port $($Database.port) -d ATA -c $name -o `"$(Join-Path $target "$name.json")`"" -Work $Work
    }
    return $names.Count
}

function Invoke-DatabaseTool {
    <#
    .SYNOPSIS
    Runs one of MongoDB's tools to its end; throws where it fails or is not done in time.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$File,
        [Parameter(Mandatory)][string]$Argument,
        [Parameter(Mandatory)][object]$Work
    )
    $run = Invoke-Setup -Work $Work -File $File -Argument $Argument
    if (-not $run.ended) { throw "$(Split-Path -Leaf $File) was not done in time" }
    if ($run.exitCode -ne 0) { throw "$(Split-Path -Leaf $File) ended with exit code $($run.exitCode)" }
}

function Get-BackupSummary {
    <#
    .SYNOPSIS
    The facts of a backup that was taken.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Folder,
        [Parameter(Mandatory)][object]$About
    )
    return [ordered]@{
        folder  = $Folder
        method  = $About.method
        takenAt = (Format-Instant -Instant (ConvertTo-Instant -Value $About.takenAt))
    }
}

function Confirm-AtaCenterBackup {
    <#
    .SYNOPSIS
    Whether a backup that was taken is still there. What it is worth is measured by another step.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Request)
    return [IO.File]::Exists((Join-Path (Get-BackupFolder -Place $Request.input) 'manifest.json'))
}
