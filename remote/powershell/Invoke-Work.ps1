#Requires -Version 5.1
<#
.SYNOPSIS
Carries out one noted work; started as SYSTEM by its scheduled task, at once and again when the host starts.
.PARAMETER Folder
The work's folder in the journal.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string]$Folder
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $PSScriptRoot 'Library.ps1')

$state = Read-WorkFile -Folder $Folder -Name 'state.json'
$resultPath = Join-Path $Folder (Get-ResultName -Attempt $state.attempt)
if ([IO.File]::Exists($resultPath)) {
    Unregister-WorkTask -Name $state.task
    exit 0
}

$launchedAt = ConvertTo-Instant -Value $state.launchedAt
Write-WorkFile -Folder $Folder -Name 'state.json' -Value ([ordered]@{
        attempt          = $state.attempt
        launchedAt       = (Format-Instant -Instant $launchedAt)
        deadlineAt       = (Format-Instant -Instant (ConvertTo-Instant -Value $state.deadlineAt))
        bootedAt         = (Format-Instant -Instant (ConvertTo-Instant -Value $state.bootedAt))
        processId        = $PID
        processStartedAt = (Format-Instant -Instant (Get-ProcessInstant -Id $PID))
        bundle           = $state.bundle
        task             = $state.task
    })
$rebooted = Test-Restarted -State $state
$request = Read-WorkFile -Folder $Folder -Name 'request.json'
$secretPath = Join-Path $Folder 'secret.json'
$work = [pscustomobject]@{
    folder     = $Folder
    name       = $request.work
    deadlineAt = (ConvertTo-Instant -Value $state.deadlineAt)
    # A step adds what it learns of secrets itself.
    secrets    = [string[]]@()
    rebooted   = $rebooted
}
try {
    if ([IO.File]::Exists($secretPath)) {
        foreach ($property in (Read-WorkFile -Folder $Folder -Name 'secret.json').PSObject.Properties) {
            $request.input | Add-Member -NotePropertyName $property.Name -NotePropertyValue $property.Value
            $work.secrets = [string[]](@($work.secrets) + [string]$property.Value)
        }
    }
    $result = @(& $request.step -Request $request -Work $work)[-1]
}
catch {
    $result = New-Result -Outcome 'failed' -Reason (Get-Reason -ErrorRecord $_)
}
finally {
    Clear-Secret -Folder $Folder
}

try {
    $line = ConvertTo-AnswerLine -Result $result -Step $request.step -Work $request.work -StartedAt $launchedAt -Rebooted:$rebooted -Secret $work.secrets
}
catch {
    $result = New-Result -Outcome 'failed' -Reason ('the answer could not be written: ' + (Get-Reason -ErrorRecord $_))
    $line = ConvertTo-AnswerLine -Result $result -Step $request.step -Work $request.work -StartedAt $launchedAt -Rebooted:$rebooted
}
Write-AtomicText -Path $resultPath -Text $line
Unregister-WorkTask -Name $state.task
