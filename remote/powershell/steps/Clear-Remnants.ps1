Set-StrictMode -Version Latest

function Clear-Remnants {
    <#
    .SYNOPSIS
    Clears what a person was shown of a product's remnants, and nothing else.
    .DESCRIPTION
    Input: product, shown (the ids Get-Remnants gave), permitUntil. Facts: cleared, left. Refuses where anything else is
    found than was shown, where the product can be uninstalled properly, and where a service is among it, which may
    still protect the host, after permitUntil.
    Writes: stops and deletes services; deletes tasks, uninstall entries, registry keys, folders, certificates; uninstalls
    a capture driver that came with the sensor.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $definition = Get-ProductDefinition -Name $Request.input.product
    $shown = @($Request.input.shown)
    $found = Find-Remnant -Definition $definition
    if ($null -eq $found) { return New-Result -Outcome 'refused' -Reason "the $($definition.title) is installed; remove it by its own step" }
    $begun = [bool](Get-Progress -Work $Work -Name 'begun')
    if ($found.Count -eq 0) {
        $outcome = 'already'
        if ($begun) { $outcome = 'done' }
        return New-Result -Outcome $outcome -Facts ([ordered]@{ cleared = $shown; left = @() })
    }
    $new = @($found | Where-Object { $shown -notcontains $_.id } | ForEach-Object { $_.id })
    if ($new.Count -gt 0) { return New-Result -Outcome 'refused' -Reason "this was not among what was shown: $($new -join ', '); nothing was cleared" }
    $service = @($found | Where-Object { $_.kind -eq 'service' })
    if (-not $begun -and $service.Count -gt 0 -and (Test-Past -Moment $Request.input.permitUntil)) {
        return New-Result -Outcome 'refused' -Reason (Get-LateText -NotAfter $Request.input.permitUntil)
    }
    Set-Progress -Work $Work -Name 'begun' -Value $true
    $wrong = @()
    foreach ($remnant in $found) {
        try { Clear-Remnant -Remnant $remnant -Work $Work }
        catch { $wrong += "$($remnant.id): $(Get-Reason -ErrorRecord $_)" }
    }
    $rest = Find-Remnant -Definition $definition
    $left = @($rest | Where-Object { $null -ne $_ } | ForEach-Object { $_.id })
    $cleared = @($found | Where-Object { $left -notcontains $_.id } | ForEach-Object { $_.id })
    $facts = [ordered]@{ cleared = $cleared; left = $left }
    if ($left.Count -eq 0) { return New-Result -Outcome 'done' -Facts $facts }
    return New-Result -Outcome 'failed' -Facts $facts -Reason "still there: $($left -join ', ')" -Log $wrong
}
