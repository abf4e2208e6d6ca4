Set-StrictMode -Version Latest

function Set-SecurityLogRetention {
    <#
    .SYNOPSIS
    Lets the Security log overwrite old events when it is full.
    .DESCRIPTION
    Facts: mode. CrashOnAuditFail is not touched: whether to halt is a person's decision. Writes: the log's mode;
    `saved\Set-SecurityLogRetention.json`.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $null = $Request
    $before = Get-SecurityLogMode
    if ($before -ne 'Retain') { return New-Result -Outcome 'already' -Facts ([ordered]@{ mode = $before }) }
    Save-Before -Name 'Set-SecurityLogRetention' -Value ([ordered]@{ mode = $before })
    Write-Journal -Work $Work -Text "changes the Security log from $before to Circular"
    Set-SecurityLogMode -Mode 'Circular'
    $after = Get-SecurityLogMode
    $facts = [ordered]@{ mode = $after }
    if ($after -ne 'Retain') { return New-Result -Outcome 'done' -Facts $facts }
    return New-Result -Outcome 'failed' -Facts $facts -Reason 'the Security log is Retain all the same: a policy sets it'
}

function Undo-SecurityLogRetention {
    <#
    .SYNOPSIS
    Puts the log's mode back.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Before,
        [Parameter(Mandatory)][object]$Work
    )
    Write-Journal -Work $Work -Text "puts the Security log back to $($Before.mode)"
    Set-SecurityLogMode -Mode $Before.mode
}
