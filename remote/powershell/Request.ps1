<#
.SYNOPSIS
The request: read, checked against the contract, and led to its step.
#>
Set-StrictMode -Version Latest

function Get-StepDefinition {
    <#
    .SYNOPSIS
    What a step is: whether it changes the host and so runs detached, the members of its input, which of them are secret, which function
    confirms that what it once did still holds. Null for a name that is no step.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Step)
    $one = @{ changes = $true; inputs = @(); secrets = @(); confirm = '' }
    switch ($Step) {
        'Get-HostFacts' {
            $one.changes = $false
            $one.inputs = @('sensorApi', 'rootCertificates', 'managedAccounts', 'proxy')
        }
        'Get-SensorStatus' {
            $one.changes = $false
            $one.inputs = @('since')
        }
        'Get-GatewayStatus' { $one.changes = $false }
        'Get-Remnants' { $one.changes = $false }
        'Get-FailedWork' { $one.changes = $false }
        'Test-DnsSignal' {
            $one.changes = $false
            $one.inputs = @('server', 'domain')
        }
        'Receive-AccessKey' {
            $one.changes = $false
            $one.inputs = @('accessKey', 'goodForSeconds')
            $one.secrets = @('accessKey')
        }
        'Get-SensorPackage' {
            $one.inputs = @('uri', 'version', 'sha256', 'signer', 'proxy')
            $one.secrets = @('uri')
            $one.confirm = 'Confirm-SensorPackage'
        }
        'Remove-AtaGateway' {
            $one.inputs = @('readyUntil', 'keepPackage')
            $one.confirm = 'Confirm-AtaGatewayRemoval'
        }
        'Install-Sensor' {
            $one.inputs = @('version', 'sha256', 'delayedUpdate', 'proxy')
            $one.confirm = 'Confirm-Sensor'
        }
        'Get-AtaCenterBackup' {
            $one.changes = $false
            $one.inputs = @('folder', 'name', 'hashBytes')
        }
        'Backup-AtaCenter' {
            $one.inputs = @('folder', 'name', 'pfxPassword')
            $one.secrets = @('pfxPassword')
            $one.confirm = 'Confirm-AtaCenterBackup'
        }
        'Test-AtaCenterBackup' {
            $one.inputs = @('folder', 'name', 'sample')
            $one.confirm = 'Confirm-AtaCenterReadBack'
        }
        'Copy-AtaCenterBackup' {
            $one.inputs = @('folder', 'name', 'destination', 'container', 'manifestSha256', 'signature')
            $one.secrets = @('container')
            $one.confirm = 'Confirm-AtaCenterArchive'
        }
        'Set-AtaCenterRest' {
            $one.inputs = @('rest', 'once')
            $one.confirm = 'Confirm-AtaCenterRest'
        }
        'Remove-AtaCenter' {
            $one.inputs = @('permitUntil', 'deleteDatabase')
            $one.confirm = 'Confirm-AtaCenterRemoval'
        }
        'Remove-Sensor' {
            $one.inputs = @('permitUntil')
            $one.confirm = 'Confirm-SensorRemoval'
        }
        'Restore-AtaGateway' {
            $one.inputs = @('consoleUser', 'consolePassword')
            $one.secrets = @('consolePassword')
            $one.confirm = 'Confirm-AtaGateway'
        }
        'Clear-Remnants' { $one.inputs = @('product', 'shown', 'permitUntil') }
        'Import-RootCertificate' { $one.inputs = @('certificate', 'thumbprint') }
        'Set-TlsDefault' { }
        'Set-PowerPlan' { }
        'Set-SecurityLogRetention' { }
        'Disable-LargeSendOffload' { }
        'Install-DotNetFramework' { $one.inputs = @('uri', 'sha256', 'signer', 'release', 'restart') }
        'Undo-Preparation' { $one.inputs = @('step') }
        default { return $null }
    }
    return $one
}

function Read-Request {
    <#
    .SYNOPSIS
    The request in a document; throws where it is not one of this contract.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][AllowEmptyString()][string]$Document,
        [Parameter(Mandatory)][string]$Step
    )
    $definition = Get-StepDefinition -Step $Step
    if ($null -eq $definition) { throw 'there is no such step' }
    try { $request = ConvertFrom-Json -InputObject $Document }
    catch { throw 'standard input is not one JSON document' }
    if ((Get-Property -InputObject $request -Name 'contract') -ne 1) { throw 'the request is not of contract 1' }
    if ((Get-Property -InputObject $request -Name 'step') -cne $Step) { throw 'the request is for another step' }
    $work = [string](Get-Property -InputObject $request -Name 'work')
    if ($work -notmatch '^[A-Za-z0-9-]{1,15}/[A-Za-z-]{1,40}/[A-Za-z0-9-]{1,40}$') { throw 'the name of the work is not valid' }
    $seconds = Get-Property -InputObject $request -Name 'deadlineSeconds'
    if (-not ($seconds -gt 0)) { throw 'the deadline is not valid' }
    $data = Get-Property -InputObject $request -Name 'input'
    if ($data -isnot [System.Management.Automation.PSCustomObject]) { throw 'the request has no input' }
    $given = @($data.PSObject.Properties | ForEach-Object { $_.Name })
    foreach ($name in $definition.inputs) {
        if ($given -cnotcontains $name) { throw "the input lacks $name" }
    }
    foreach ($name in $given) {
        if ($definition.inputs -cnotcontains $name) { throw "the input has a member that $Step does not know" }
    }
    return [pscustomobject]@{ step = $Step; work = $work; deadlineSeconds = [double]$seconds; input = $data }
}

function Invoke-Request {
    <#
    .SYNOPSIS
    Runs here what measures or receives, hands what changes the host to the detached runner. Gives outcome and line of the answer.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][DateTime]$StartedAt
    )
    $definition = Get-StepDefinition -Step $Request.step
    if ($definition.changes) {
        return Invoke-DetachedStep -Request $Request -StartedAt $StartedAt
    }
    $secret = @(foreach ($name in $definition.secrets) { [string](Get-Property -InputObject $Request.input -Name $name) })
    $until = $StartedAt.AddSeconds($Request.deadlineSeconds)
    $result = @(& $Request.step -Request $Request -Until $until)[-1]
    $line = ConvertTo-AnswerLine -Result $result -Step $Request.step -Work $Request.work -StartedAt $StartedAt -Secret $secret
    return @{ outcome = $result['outcome']; line = $line }
}

function Get-BundleDamage {
    <#
    .SYNOPSIS
    What is wrong with the scripts; null where they are as they left: the folder's name carries the hash of them all.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    $root = [IO.Path]::GetFullPath($Folder)
    $lines = New-Object 'System.Collections.Generic.List[string]'
    foreach ($file in [IO.Directory]::GetFiles($root, '*', [IO.SearchOption]::AllDirectories)) {
        # A file that is being uploaded has this ending until it is whole.
        if ($file.EndsWith('.part')) { continue }
        $name = $file.Substring($root.Length).TrimStart('\', '/').Replace('\', '/')
        $lines.Add("$name $(Get-Sha256 -Path $file)`n")
    }
    $lines.Sort([StringComparer]::Ordinal)
    $sha = New-Sha256
    try { $bytes = $sha.ComputeHash([Text.Encoding]::UTF8.GetBytes([string]::Join('', $lines.ToArray()))) }
    finally { $sha.Dispose() }
    $hash = ConvertTo-HexText -Bytes $bytes
    $wanted = Split-Path -Leaf (Split-Path -Parent $root)
    if ($hash.StartsWith($wanted)) { return $null }
    return "the scripts are not whole or were changed: expected $wanted, found $($hash.Substring(0, 16))"
}
