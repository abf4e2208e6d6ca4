Set-StrictMode -Version Latest

function Undo-Preparation {
    <#
    .SYNOPSIS
    Puts back what a preparation changed.
    .DESCRIPTION
    Input: step. Reads: `saved\<step>.json`. Writes: what that step writes; takes the file away.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $undo = Get-UndoName -Step $Request.input.step
    if ($null -eq $undo) { return New-Result -Outcome 'refused' -Reason 'that is no preparation that can be put back' }
    $before = Read-Before -Name $Request.input.step
    if ($null -eq $before) { return New-Result -Outcome 'already' }
    $null = & $undo -Before $before -Work $Work
    Clear-Before -Name $Request.input.step
    return New-Result -Outcome 'done'
}

function Get-UndoName {
    <#
    .SYNOPSIS
    The function that puts a preparation back; null for anything else.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Step)
    switch ($Step) {
        'Import-RootCertificate' { return 'Undo-RootCertificate' }
        'Set-TlsDefault' { return 'Undo-TlsDefault' }
        'Set-PowerPlan' { return 'Undo-PowerPlan' }
        'Set-SecurityLogRetention' { return 'Undo-SecurityLogRetention' }
        'Disable-LargeSendOffload' { return 'Undo-LargeSendOffload' }
        default { return $null }
    }
}
