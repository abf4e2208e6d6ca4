Set-StrictMode -Version Latest

function Import-RootCertificate {
    <#
    .SYNOPSIS
    Trusts a root certificate, after comparing its thumbprint.
    .DESCRIPTION
    Input: certificate (DER, base64), thumbprint. Facts: thumbprint. Writes: LocalMachine\Root;
    `saved\Import-RootCertificate.json`.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $wanted = ([string]$Request.input.thumbprint).ToUpperInvariant()
    $facts = [ordered]@{ thumbprint = $wanted }
    if (@(Get-RootThumbprint -Wanted @($wanted)).Count -gt 0) { return New-Result -Outcome 'already' -Facts $facts }
    $bytes = [Convert]::FromBase64String($Request.input.certificate)
    $sha = [Security.Cryptography.SHA1]::Create()
    try { $found = [BitConverter]::ToString($sha.ComputeHash($bytes)).Replace('-', '') }
    finally { $sha.Dispose() }
    if ($found -ne $wanted) { return New-Result -Outcome 'refused' -Reason "the certificate's thumbprint is $found, expected $wanted; nothing was changed" }
    Save-Before -Name 'Import-RootCertificate' -Value ([ordered]@{ thumbprint = $wanted })
    Write-Journal -Work $Work -Text "puts root certificate $wanted into LocalMachine\Root"
    Add-RootCertificate -Bytes $bytes
    if (@(Get-RootThumbprint -Wanted @($wanted)).Count -gt 0) { return New-Result -Outcome 'done' -Facts $facts }
    return New-Result -Outcome 'failed' -Facts $facts -Reason 'the certificate is not there after it was put there'
}

function Undo-RootCertificate {
    <#
    .SYNOPSIS
    Takes the certificate away that was not there before.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Before,
        [Parameter(Mandatory)][object]$Work
    )
    Write-Journal -Work $Work -Text "takes root certificate $($Before.thumbprint) away"
    Remove-RootCertificate -Thumbprint $Before.thumbprint
}
