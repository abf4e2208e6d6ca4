#Requires -Version 5.1
<#
.SYNOPSIS
Loads every file of the bundle; dot-source it.
.DESCRIPTION
By name, never by wildcard: a file that is not listed here is not run. The folder `windows` holds all calls that only
Windows has, and nothing else, so that the rest can be tried where no Windows is.
#>
Set-StrictMode -Version Latest

foreach ($file in @(
        'windows/Host.ps1'
        'windows/Registry.ps1'
        'windows/Services.ps1'
        'windows/Machine.ps1'
        'windows/Settings.ps1'
        'windows/Center.ps1'
        'Common.ps1'
        'Answer.ps1'
        'Request.ps1'
        'Work.ps1'
        'Attempt.ps1'
        'Sweep.ps1'
        'Detached.ps1'
        'Products.ps1'
        'Packages.ps1'
        'Setup.ps1'
        'Removal.ps1'
        'Saved.ps1'
        'Remnants.ps1'
        'Bson.ps1'
        'Database.ps1'
        'Backup.ps1'
        'Blob.ps1'
        'facts/Machine.ps1'
        'facts/Settings.ps1'
        'facts/Network.ps1'
        'facts/Accounts.ps1'
        'facts/Logs.ps1'
        'steps/Get-HostFacts.ps1'
        'steps/Get-SystemFacts.ps1'
        'steps/Get-SensorStatus.ps1'
        'steps/Get-GatewayStatus.ps1'
        'steps/Receive-AccessKey.ps1'
        'steps/Get-SensorPackage.ps1'
        'steps/Remove-AtaGateway.ps1'
        'steps/Install-Sensor.ps1'
        'steps/Backup-AtaCenter.ps1'
        'steps/Test-AtaCenterBackup.ps1'
        'steps/Get-AtaCenterBackup.ps1'
        'steps/Copy-AtaCenterBackup.ps1'
        'steps/Set-AtaCenterRest.ps1'
        'steps/Remove-AtaCenter.ps1'
        'steps/Get-Remnants.ps1'
        'steps/Get-FailedWork.ps1'
        'steps/Clear-Remnants.ps1'
        'steps/Test-DnsSignal.ps1'
        'steps/Remove-Sensor.ps1'
        'steps/Restore-AtaGateway.ps1'
        'steps/Import-RootCertificate.ps1'
        'steps/Set-TlsDefault.ps1'
        'steps/Set-PowerPlan.ps1'
        'steps/Set-SecurityLogRetention.ps1'
        'steps/Disable-LargeSendOffload.ps1'
        'steps/Install-DotNetFramework.ps1'
        'steps/Undo-Preparation.ps1'
    )) {
    . (Join-Path $PSScriptRoot $file)
}
