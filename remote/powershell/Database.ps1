<#
.SYNOPSIS
The Center's database: where it is, how it is asked, how it is stopped and started.
.DESCRIPTION
UNCONFIRMED on a real host: that MongoDB's folder holds mongodump.exe. So the file is looked for, and without it the
database's own files are copied while it stands still.
#>
Set-StrictMode -Version Latest

function Get-Database {
    <#
    .SYNOPSIS
    Where the Center's database is: folder of its programs, of its data, its port, its services in the order of stopping.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][hashtable]$Definition)
    $root = Join-Path (Get-InstallationFolder -Definition $Definition) 'MongoDB'
    $programs = Join-Path $root 'bin'
    $settings = Join-Path $programs 'mongod.cfg'
    $text = ''
    if ([IO.File]::Exists($settings)) { $text = Read-SharedText -Path $settings }
    $data = Get-RegistryValue -Key $Definition.key -Name 'DatabaseDataPath'
    if ($text -match '(?m)^\s*dbPath:\s*"?([^"\r\n]+?)"?\s*$') { $data = $Matches[1] }
    if (-not $data) { $data = Join-Path $programs 'data' }
    $port = 27017
    if ($text -match '(?m)^\s*port:\s*(\d+)') { $port = [int]$Matches[1] }
    $services = @($Definition.service) + @(Get-ServiceBelow -Folder $root)
    if ($services.Count -eq 1 -and $null -ne (Get-WindowsService -Name 'MongoDB')) { $services += 'MongoDB' }
    return @{ programs = $programs; settings = $settings; data = $data; port = $port; services = [string[]]$services }
}

function Get-DatabaseCount {
    <#
    .SYNOPSIS
    What the running database says of itself: bytes of its documents, and how many of them each collection has.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][hashtable]$Database,
        [Parameter(Mandatory)][object]$Work
    )
    $shell = Join-Path $Database.programs 'mongo.exe'
    if (-not [IO.File]::Exists($shell)) { throw 'mongo.exe is not there' }
    $script = "print(Number(db.stats().dataSize)); db.getCollectionNames().forEach(function (n) { print(Number(db.getCollection(n).count()) + ' ' + n) })"
    $argument = "--quiet --host 127.0.0.1 --port $($Database.port) ATA --eval `"$script`""
    $lines = @((Get-ToolText -File $shell -Argument $argument -Until $Work.deadlineAt) -split '\r?\n' | Where-Object { $_ -match '^\d+(\.\d+)?( |$)' })
    if ($lines.Count -eq 0) { throw 'mongo.exe did not tell what the database holds' }
    $collections = @(foreach ($line in $lines | Select-Object -Skip 1) {
            $cut = $line.IndexOf(' ')
            $name = $line.Substring($cut + 1)
            if (-not $name.StartsWith('system.')) { [ordered]@{ name = $name; count = [long]$line.Substring(0, $cut) } }
        })
    return @{ bytes = [long][double]::Parse($lines[0], [cultureinfo]::InvariantCulture); collections = $collections }
}

function Suspend-Database {
    <#
    .SYNOPSIS
    Stops services in their order; what is stopped is noted first, so that whoever comes next starts it again.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string[]]$Service,
        [Parameter(Mandatory)][object]$Work
    )
    foreach ($name in $Service) {
        $found = Get-WindowsService -Name $name
        if ($null -eq $found -or $found.state -ne 'Running') { continue }
        $noted = @(Get-Progress -Work $Work -Name 'stopped' | Where-Object { $_ })
        Set-Progress -Work $Work -Name 'stopped' -Value ([string[]]($noted + $name))
        Write-Journal -Work $Work -Text "stops service $name; it is started again at the end"
        Stop-WindowsService -Name $name
    }
}

function Resume-Database {
    <#
    .SYNOPSIS
    Starts again what was stopped, in the other order. Throws where one does not run, after having tried them all.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Work)
    $stopped = @(Get-Progress -Work $Work -Name 'stopped' | Where-Object { $_ })
    if ($stopped.Count -eq 0) { return }
    [Array]::Reverse($stopped)
    $failed = @()
    foreach ($name in $stopped) {
        Write-Journal -Work $Work -Text "starts service $name"
        try { Start-WindowsService -Name $name }
        catch { $failed += "$name ($(Get-Reason -ErrorRecord $_))" }
    }
    if ($failed.Count -gt 0) { throw "services that were stopped for the backup do not start: $($failed -join ', ')" }
    Set-Progress -Work $Work -Name 'stopped' -Value ([string[]]@())
}
