Set-StrictMode -Version Latest

function Get-HostFacts {
    <#
    .SYNOPSIS
    Everything the checks need to know of a host, in one call; each fact a value, or why it could not be read.
    .DESCRIPTION
    Input: sensorApi, rootCertificates, managedAccounts, proxy. Reads: registry, services, WMI, certificates, the directory on
    this host, auditpol, the user rights; asks the sensor API and the PDC emulator's clock over the network. Writes: a
    task and a folder in the journal for what SYSTEM must see for itself, taken away at the end.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][DateTime]$Until
    )
    $data = $Request.input
    $facts = [ordered]@{ measuredAt = (Format-Instant -Instant (Get-Instant)) }
    $readers = [ordered]@{
        computerName       = { Get-ComputerName }
        operatingSystem    = { Read-OperatingSystem }
        directory          = { Get-DirectoryRole }
        hardware           = { Read-Hardware }
        largeSendOffload   = { , [string[]]@(Get-LargeSendAdapter) }
        powerScheme        = { Read-PowerScheme }
        dotNetRelease      = { Read-DotNetRelease }
        tls                = { Read-Tls }
        rootCertificates   = { , [string[]]@(Get-RootThumbprint -Wanted ([string[]]@($data.rootCertificates))) }
        sensorUpdater      = { Get-ServiceEntry -Name 'AATPSensorUpdater' }
        sense              = { Get-ServiceEntry -Name 'Sense' }
        defenderAntivirus  = { Get-ServiceEntry -Name 'WinDefend' }
        otherRoles         = { , [string[]]@(Read-OtherRole) }
        certificateClients = { , [string[]]@(Read-CertificateClient) }
        endpointOnboarding = { Read-EndpointOnboarding }
        captureDriver      = { Read-CaptureDriver }
        pendingReboot      = { Read-PendingReboot }
        installerBusy      = { Test-InstallerTransaction }
        loopback444        = { Get-LoopbackListener -Port 444 }
        clockSkewSeconds   = { Read-DomainClockSkew }
        auditPolicy        = { Read-AuditPolicy }
        ntlmAuditing       = { Read-NtlmAuditing }
        auditFailure       = { Read-AuditFailure }
        logOnAsService     = { Read-LogOnAsService }
    }
    # It takes as long as all the others together, so it runs beside them.
    $asSystem = Get-Fact -Read { if (-not (Test-SystemAccount)) { Start-AsSystem -Name 'Get-SystemFacts' -Data $data -Until $Until } }
    foreach ($name in 'gateway', 'center', 'sensor') {
        $facts[$name] = Get-ProductFacts -Definition (Get-ProductDefinition -Name $name)
    }
    foreach ($name in @($readers.Keys)) {
        if ((Get-Instant) -gt $Until) { $facts[$name] = [ordered]@{ unread = 'the time for measuring was over' } }
        else { $facts[$name] = Get-Fact -Read $readers[$name] }
    }
    if ($asSystem.Contains('value')) {
        $folder = $asSystem['value']
        $asSystem = Get-Fact -Read {
            if ($null -ne $folder) { return Receive-AsSystem -Folder $folder -Until $Until }
            $own = Get-SystemFacts -Request $Request
            # As it would come from a task: an object.
            return ConvertFrom-Json -InputObject (ConvertTo-AsciiJson -Value $own['facts'])
        }
    }
    foreach ($name in 'proxy', 'sensorApi', 'managedAccounts') {
        if ($asSystem.Contains('unread')) { $facts[$name] = $asSystem }
        else { $facts[$name] = Get-Property -InputObject $asSystem['value'] -Name $name }
    }
    return New-Result -Outcome 'done' -Facts $facts
}

function Read-DomainClockSkew {
    <#
    .SYNOPSIS
    Seconds this host's clock is ahead of its domain's PDC emulator's; 0 on that one itself.
    #>
    [CmdletBinding()]
    param()
    $server = Get-TimeServer
    if ($null -eq $server) { return 0 }
    return Read-ClockSkew -Server $server.name -Port $server.port
}
