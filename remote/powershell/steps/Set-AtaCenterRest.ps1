Set-StrictMode -Version Latest

function Set-AtaCenterRest {
    <#
    .SYNOPSIS
    Lets a Center that is kept rest, or wakes it again.
    .DESCRIPTION
    Input: rest, `stopped` or `running`; once, whether work that is done is never done again. Facts: services, each with name, state and start mode. Stopped: the Center's
    service, then its database's; none of them starts by itself any more, a person can start them. Running: the other
    way round, each with the start mode it had. Refuses where there is no Center. Deletes nothing of the Center's.
    Reads: the Center's services. Writes: their state and start mode; `saved\Set-AtaCenterRest.json`.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $wanted = [string]$Request.input.rest
    if ('stopped', 'running' -cnotcontains $wanted) { return New-Result -Outcome 'refused' -Reason 'a Center is kept stopped or running, nothing else' }
    $services = @(Get-CenterService)
    if ($services.Count -eq 0) { return New-Result -Outcome 'refused' -Reason 'there is no ATA Center on this host' }
    if (Test-CenterRest -Service $services -Rest $wanted) { return Get-RestResult -Outcome 'already' -Service $services }
    if ($wanted -eq 'stopped') { Suspend-Center -Service $services -Work $Work }
    else { Resume-Center -Service $services -Work $Work }
    $after = @(Get-CenterService)
    if (Test-CenterRest -Service $after -Rest $wanted) { return Get-RestResult -Outcome 'done' -Service $after }
    $told = @(foreach ($one in $after) { "$($one.name) is $($one.state) and starts $($one.startMode)" })
    return Get-RestResult -Outcome 'failed' -Service $after -Reason "the services are not as they should be: $($told -join ', ')"
}

function Get-CenterService {
    <#
    .SYNOPSIS
    The services of the Center and of its database, in the order of stopping; none where there is no Center.
    #>
    [CmdletBinding()]
    param()
    $center = Get-ProductDefinition -Name 'center'
    if ($null -eq (Get-WindowsService -Name $center.service)) { return }
    foreach ($name in (Get-Database -Definition $center).services) { Get-WindowsService -Name $name }
}

function Test-CenterRest {
    <#
    .SYNOPSIS
    Whether services are as they shall be. What was changed of their start modes must be put back before they run.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object[]]$Service,
        [Parameter(Mandatory)][string]$Rest
    )
    if ($Rest -eq 'stopped') {
        $other = @($Service | Where-Object { $_.state -ne 'Stopped' -or $_.startMode -eq 'Auto' })
        return $other.Count -eq 0
    }
    $other = @($Service | Where-Object { $_.state -ne 'Running' })
    return $other.Count -eq 0 -and $null -eq (Read-Before -Name 'Set-AtaCenterRest')
}

function Suspend-Center {
    <#
    .SYNOPSIS
    Stops services and keeps them from starting by themselves; how they started is kept first.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object[]]$Service,
        [Parameter(Mandatory)][object]$Work
    )
    $modes = @(foreach ($one in $Service) { [ordered]@{ name = $one.name; startMode = $one.startMode } })
    Save-Before -Name 'Set-AtaCenterRest' -Value ([ordered]@{ services = $modes })
    foreach ($one in $Service) {
        if ($one.startMode -eq 'Auto') {
            Write-Journal -Work $Work -Text "keeps service $($one.name) from starting by itself"
            Set-WindowsServiceMode -Name $one.name -Mode 'Manual'
        }
        if ($one.state -ne 'Stopped') {
            Write-Journal -Work $Work -Text "stops service $($one.name); the Center is kept stopped"
            Stop-WindowsService -Name $one.name
        }
    }
}

function Resume-Center {
    <#
    .SYNOPSIS
    Starts services in the other order, each with the start mode it had. One that was disabled could not start: it is
    left to be started by hand.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object[]]$Service,
        [Parameter(Mandatory)][object]$Work
    )
    $modes = @{}
    $before = Read-Before -Name 'Set-AtaCenterRest'
    if ($null -ne $before) { foreach ($one in $before.services) { $modes[[string]$one.name] = [string]$one.startMode } }
    $names = @(foreach ($one in $Service) { $one.name })
    [Array]::Reverse($names)
    foreach ($name in $names) {
        if ($modes.ContainsKey($name)) {
            $mode = $modes[$name]
            if ($mode -eq 'Disabled') { $mode = 'Manual' }
            Write-Journal -Work $Work -Text "lets service $name start $mode again"
            Set-WindowsServiceMode -Name $name -Mode $mode
        }
        Write-Journal -Work $Work -Text "starts service $name"
        Start-WindowsService -Name $name
    }
    Clear-Before -Name 'Set-AtaCenterRest'
}

function Get-RestResult {
    <#
    .SYNOPSIS
    The result with the services as they are.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Outcome,
        [Parameter(Mandatory)][object[]]$Service,
        [AllowNull()][object]$Reason = $null
    )
    $told = @(foreach ($one in $Service) { [ordered]@{ name = $one.name; state = $one.state; startMode = $one.startMode } })
    return New-Result -Outcome $Outcome -Reason $Reason -Facts ([ordered]@{ services = $told })
}

function Confirm-AtaCenterRest {
    <#
    .SYNOPSIS
    Whether a Center is still as it was left; what was to be done once is not asked.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Request)
    if ($true -eq $Request.input.once) { return $true }
    $services = @(Get-CenterService)
    if ($services.Count -eq 0) { return $false }
    return Test-CenterRest -Service $services -Rest ([string]$Request.input.rest)
}
