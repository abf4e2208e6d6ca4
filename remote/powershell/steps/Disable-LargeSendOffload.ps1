Set-StrictMode -Version Latest

function Disable-LargeSendOffload {
    <#
    .SYNOPSIS
    Switches large send offload off on every adapter that has it on. The link drops for a moment.
    .DESCRIPTION
    Facts: adapters (those that still have it on). Runs apart from the connection, which may be lost meanwhile.
    Writes: the adapters' *Lso keywords; `saved\Disable-LargeSendOffload.json`.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $null = $Request
    $before = @(Get-LargeSendSetting)
    if ($before.Count -eq 0) { return New-Result -Outcome 'already' -Facts ([ordered]@{ adapters = @() }) }
    Save-Before -Name 'Disable-LargeSendOffload' -Value ([ordered]@{ settings = $before })
    foreach ($setting in $before) {
        Write-Journal -Work $Work -Text "switches $($setting.keyword) of adapter $($setting.adapter) off"
        Set-LargeSendSetting -Adapter $setting.adapter -Keyword $setting.keyword -Value 0
    }
    $left = @(Get-LargeSendAdapter)
    $facts = [ordered]@{ adapters = $left }
    if ($left.Count -eq 0) { return New-Result -Outcome 'done' -Facts $facts }
    return New-Result -Outcome 'failed' -Facts $facts -Reason "large send offload is still on for $($left -join ', ')"
}

function Undo-LargeSendOffload {
    <#
    .SYNOPSIS
    Switches it on again where it was on.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Before,
        [Parameter(Mandatory)][object]$Work
    )
    foreach ($setting in @($Before.settings)) {
        Write-Journal -Work $Work -Text "switches $($setting.keyword) of adapter $($setting.adapter) on again"
        Set-LargeSendSetting -Adapter $setting.adapter -Keyword $setting.keyword -Value 1
    }
}
