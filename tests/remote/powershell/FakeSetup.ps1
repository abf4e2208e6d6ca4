<#
.SYNOPSIS
Stand-in for Microsoft's setups: puts a product into the sandbox or takes it away, as the faults that are on say.
.PARAMETER Setup
File name of the setup.
.PARAMETER ExitFile
Where the exit code goes.
.DESCRIPTION
Its command line is in ATA2MDI_SETUP_ARGUMENT.
#>
[CmdletBinding()]
param(
    [string]$Setup,
    [string]$ExitFile
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$Argument = [string]$env:ATA2MDI_SETUP_ARGUMENT
. (Join-Path $PSScriptRoot 'Windows.ps1')

function Set-Product {
    <#
    .SYNOPSIS
    Puts a product into the host, or takes it away.
    #>
    [CmdletBinding()]
    param([string]$Name, [switch]$Absent)
    $state = Read-Sandbox
    $product = $state['products'][$Name]
    foreach ($service in @($product['services'].Keys)) {
        $state['services'].Remove($service)
        if (-not $Absent) { $state['services'][$service] = $product['services'][$service] }
    }
    foreach ($view in '64', '32') {
        foreach ($key in @($product['registry'][$view].Keys)) {
            $state['registry'][$view].Remove($key)
            if (-not $Absent) { $state['registry'][$view][$key] = $product['registry'][$view][$key] }
        }
    }
    foreach ($file in @($product['files'].Keys)) {
        $path = Join-Path $env:ATA2MDI_SANDBOX $file
        # Delete throws where the folder is not there.
        if ([IO.File]::Exists($path)) { [IO.File]::Delete($path) }
        if ($Absent) { continue }
        $null = [IO.Directory]::CreateDirectory((Split-Path -Parent $path))
        [IO.File]::WriteAllText($path, $product['files'][$file])
    }
    Write-Sandbox -State $state
}

[IO.File]::AppendAllText((Join-Path $PSScriptRoot 'setups.log'), "$Setup $Argument`n")
$state = Read-Sandbox
$product = $state['setups'][$Setup]
$kind = 'install'
if ($Argument -match '/uninstall') { $kind = 'uninstall' }
elseif ($product -eq 'gateway') { $kind = 'restore' }
$until = [DateTime]::UtcNow.AddSeconds($state['setupSeconds'])
while ([DateTime]::UtcNow -lt $until -or (Test-Fault -Name "$kind-hangs")) { Start-Sleep -Milliseconds 100 }

if ($Setup -eq 'mongodump.exe' -and $Argument -match '--out "([^"]+)"') {
    $to = [IO.Directory]::CreateDirectory((Join-Path $Matches[1] 'ATA')).FullName
    $data = Join-Path $PSScriptRoot 'Program Files/Microsoft Advanced Threat Analytics/Center/MongoDB/bin/data'
    foreach ($path in [IO.Directory]::GetFiles($data, '*.bson')) { [IO.File]::Copy($path, (Join-Path $to (Split-Path -Leaf $path))) }
    [IO.File]::WriteAllText($ExitFile, '0')
    exit 0
}

if ($product -eq 'dotnet') {
    # What it replaces is in use: its release is there once the host has restarted.
    $state['releaseAfterRestart'] = 528049
    Write-Sandbox -State $state
    [IO.File]::WriteAllText($ExitFile, '3010')
    exit 0
}

$code = 0
$fault = $null
foreach ($name in @((Read-Sandbox)['faults'])) {
    $found = (Read-Sandbox)['setupFaults'][$name]
    if ($null -ne $found -and @($found['kinds']) -contains $kind) { $fault = $found }
}
if ($null -ne $fault) {
    $code = $fault['exitCode']
    $null = [IO.Directory]::CreateDirectory((Join-Path $PSScriptRoot 'Temp'))
    $title = $state['products'][$product]['title']
    [IO.File]::WriteAllLines((Join-Path $PSScriptRoot "Temp/${title}_20261122100000.log"), [string[]]@($fault['log']) + "arguments: $Argument")
}
if ($null -eq $fault -or $fault['works']) {
    if ($kind -eq 'uninstall') {
        $left = Test-Fault -Name 'remnants'
        $before = Read-Sandbox
        Set-Product -Name $product -Absent
        if ($left) {
            # Registry key and executable stay, as a setup that gave up halfway leaves them.
            $after = Read-Sandbox
            $own = @($before['products'][$product]['registry']['64'].Keys | Where-Object { $_ -notlike '*Uninstall*' })
            foreach ($key in $own) { $after['registry']['64'][$key] = $before['products'][$product]['registry']['64'][$key] }
            Write-Sandbox -State $after
        }
    }
    else {
        Set-Product -Name $product
        if (Test-Fault -Name 'sensor-stuck-starting') { Set-ServiceState -Name 'AATPSensor' -State 'StartPending' }
        if (Test-Fault -Name 'install-reboots') {
            $code = 1641
            Set-ServiceState -Name 'AATPSensor' -State 'StartPending'
        }
    }
}
[IO.File]::WriteAllText($ExitFile, "$code")
# The restart is what a setup begins and does not wait for.
if ($code -eq 1641) { [IO.File]::WriteAllText((Join-Path $PSScriptRoot 'restart'), '') }
exit 0
