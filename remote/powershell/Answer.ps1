<#
.SYNOPSIS
The answer of a step: what it is made of, its one line, its exit code.
#>
Set-StrictMode -Version Latest

function New-Result {
    <#
    .SYNOPSIS
    What a step comes to; the frame adds name, work and times.
    .PARAMETER Outcome
    done, already, failed, timeout, refused or running.
    .PARAMETER ExitCode
    The setup's exit code as it came. Nothing here judges it.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Outcome,
        [AllowNull()][object]$Reason = $null,
        [AllowNull()][object]$ExitCode = $null,
        [System.Collections.IDictionary]$Facts = @{},
        [AllowEmptyCollection()][string[]]$Log = @()
    )
    return [ordered]@{ outcome = $Outcome; reason = $Reason; exitCode = $ExitCode; facts = $Facts; log = $Log }
}

function ConvertTo-AnswerLine {
    <#
    .SYNOPSIS
    The one line of JSON a step answers with. Log lines go first where it would be longer than the contract allows.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][System.Collections.IDictionary]$Result,
        [Parameter(Mandatory)][string]$Step,
        [Parameter(Mandatory)][AllowEmptyString()][string]$Work,
        [Parameter(Mandatory)][DateTime]$StartedAt,
        [switch]$Rebooted,
        [AllowEmptyCollection()][string[]]$Secret = @()
    )
    $reason = $null
    if ($null -ne $Result['reason']) {
        $reason = Limit-Text -Text (Hide-Secret -Text ([string]$Result['reason']) -Secret $Secret) -Length 1000
    }
    $log = @(foreach ($entry in $Result['log']) { Limit-Text -Text (Hide-Secret -Text $entry -Secret $Secret) -Length 300 })
    $answer = [ordered]@{
        contract   = 1
        step       = $Step
        work       = $Work
        startedAt  = (Format-Instant -Instant $StartedAt)
        finishedAt = (Format-Instant -Instant (Get-Instant))
        outcome    = $Result['outcome']
        reason     = $reason
        exitCode   = $Result['exitCode']
        rebooted   = [bool]$Rebooted
        facts      = $Result['facts']
        log        = [string[]]@($log | Select-Object -Last 40)
    }
    $line = ConvertTo-AsciiJson -Value $answer
    if ($line.Length -gt 30000) {
        $answer['log'] = [string[]]@($log | Select-Object -Last 5)
        $line = ConvertTo-AsciiJson -Value $answer
    }
    if ($line.Length -gt 30000) { throw 'the answer is longer than the contract allows' }
    return $line
}

function Get-AnswerExitCode {
    <#
    .SYNOPSIS
    The exit code that goes with an outcome.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Outcome)
    switch ($Outcome) {
        'done' { return 0 }
        'already' { return 0 }
        'timeout' { return 11 }
        'refused' { return 12 }
        'running' { return 13 }
        default { return 10 }
    }
}
