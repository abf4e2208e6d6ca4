Set-StrictMode -Version Latest

function Set-PowerPlan {
    <#
    .SYNOPSIS
    Makes "High performance" the active power scheme.
    .DESCRIPTION
    Facts: scheme. Reads: the active scheme in the registry. Writes: the active scheme; `saved\Set-PowerPlan.json`.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $null = $Request
    $wanted = '8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c'
    $before = Read-PowerScheme
    if ($before -eq $wanted) { return New-Result -Outcome 'already' -Facts ([ordered]@{ scheme = $before }) }
    Save-Before -Name 'Set-PowerPlan' -Value ([ordered]@{ scheme = $before })
    Write-Journal -Work $Work -Text "changes the power scheme from $before to $wanted"
    Set-PowerScheme -Scheme $wanted
    $after = Read-PowerScheme
    $facts = [ordered]@{ scheme = $after }
    if ($after -eq $wanted) { return New-Result -Outcome 'done' -Facts $facts }
    return New-Result -Outcome 'failed' -Facts $facts -Reason "the power scheme is $after all the same: a policy sets it"
}

function Undo-PowerPlan {
    <#
    .SYNOPSIS
    Makes the scheme that was active before the active one.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Before,
        [Parameter(Mandatory)][object]$Work
    )
    Write-Journal -Work $Work -Text "puts the power scheme back to $($Before.scheme)"
    Set-PowerScheme -Scheme $Before.scheme
}
