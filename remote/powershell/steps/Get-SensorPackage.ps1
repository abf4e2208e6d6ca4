Set-StrictMode -Version Latest

function Get-SensorPackage {
    <#
    .SYNOPSIS
    Fetches the sensor's package to this host, proves its hash, extracts it and proves who signed the setup.
    .DESCRIPTION
    Input: uri (secret), version, sha256, signer, proxy. Facts: folder, signer.
    Writes: `packages\sensor`. Downloads as SYSTEM, through the proxy it is given, else SYSTEM's own.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Request,
        [Parameter(Mandatory)][object]$Work
    )
    $data = $Request.input
    $folder = Get-PackageFolder -Name 'sensor'
    $manifest = Read-SensorManifest -PackageHash $data.sha256
    if ($null -ne $manifest) {
        return New-Result -Outcome 'already' -Facts ([ordered]@{ folder = $folder; signer = $manifest.about.signer })
    }
    $beside = "$folder.new"
    if ([IO.Directory]::Exists($beside)) { [IO.Directory]::Delete($beside, $true) }
    $null = New-Folder -Path $beside
    try {
        $zip = "$folder.zip"
        Write-Journal -Work $Work -Text "downloads sensor package $($data.version) to $folder"
        Save-Download -Uri $data.uri -Path $zip -Until $Work.deadlineAt -Proxy ([string]$data.proxy)
        if (-not [IO.File]::Exists($zip)) { throw 'the package was gone right after it was downloaded' }
        $hash = Get-Sha256 -Path $zip
        if ($hash -cne $data.sha256) { throw "the package's SHA-256 is $hash, expected $($data.sha256)" }
        Expand-Package -Path $zip -Folder $beside
        $setup = Find-SensorSetup -Folder $beside
        if ($null -eq $setup) { throw 'the package holds no sensor setup' }
        $signature = Get-Signature -Path $setup
        if (-not $signature.valid) { throw "the signature of $(Split-Path -Leaf $setup) is not valid: $($signature.status)" }
        if (-not $signature.subject.Contains($data.signer)) { throw "the setup is signed by $($signature.subject), expected $($data.signer)" }
        $about = [ordered]@{ version = $data.version; package = $data.sha256; signer = $signature.subject }
        Write-Manifest -Folder $beside -About $about
        if ([IO.Directory]::Exists($folder)) { [IO.Directory]::Delete($folder, $true) }
        [IO.Directory]::Move($beside, $folder)
    }
    finally {
        [IO.File]::Delete("$folder.zip")
        if ([IO.Directory]::Exists($beside)) { [IO.Directory]::Delete($beside, $true) }
    }
    return New-Result -Outcome 'done' -Facts ([ordered]@{ folder = $folder; signer = $signature.subject })
}

function Read-SensorManifest {
    <#
    .SYNOPSIS
    The manifest of the sensor's package where it is whole and the one asked for; else null.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$PackageHash)
    $manifest = Read-Manifest -Folder (Get-PackageFolder -Name 'sensor')
    if ($null -eq $manifest -or $manifest.about.package -cne $PackageHash) { return $null }
    return $manifest
}

function Find-SensorSetup {
    <#
    .SYNOPSIS
    The sensor's setup below a folder; null where there is none.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Folder)
    foreach ($path in [IO.Directory]::GetFiles($Folder, '*.exe', [IO.SearchOption]::AllDirectories)) {
        if ((Split-Path -Leaf $path) -eq (Get-ProductDefinition -Name 'sensor').setup) { return $path }
    }
    return $null
}

function Expand-Package {
    <#
    .SYNOPSIS
    Extracts a zip file, after seeing that there is room.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Path,
        [Parameter(Mandatory)][string]$Folder
    )
    Add-Type -AssemblyName 'System.IO.Compression.FileSystem'
    $zip = [IO.Compression.ZipFile]::OpenRead($Path)
    try {
        $bytes = 0
        foreach ($entry in $zip.Entries) { $bytes += $entry.Length }
    }
    finally {
        $zip.Dispose()
    }
    $free = Get-SystemDriveFree
    if ($free -lt $bytes + 536870912) { throw "the system drive has $free bytes free, too few to extract $bytes bytes" }
    [IO.Compression.ZipFile]::ExtractToDirectory($Path, $Folder)
}

function Save-Download {
    <#
    .SYNOPSIS
    Downloads a file over TLS 1.2 or better, as long as there is time.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Uri,
        [Parameter(Mandatory)][string]$Path,
        [Parameter(Mandatory)][DateTime]$Until,
        [AllowEmptyString()][string]$Proxy = ''
    )
    # For this process alone; whether the host's own default is right is a fact of its own.
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    $request = [Net.WebRequest]::Create($Uri)
    $request.Timeout = 60000
    $request.ReadWriteTimeout = 60000
    # Without one of its own it goes the way the account has.
    if ($Proxy -ne '') { $request.Proxy = New-Object Net.WebProxy -ArgumentList $Proxy }
    $response = $request.GetResponse()
    try {
        $from = $response.GetResponseStream()
        $to = [IO.File]::Create($Path)
        try {
            $buffer = New-Object byte[] 1048576
            while (($count = $from.Read($buffer, 0, $buffer.Length)) -gt 0) {
                $to.Write($buffer, 0, $count)
                if ((Get-Instant) -gt $Until) { throw "the download was not over in time, $($to.Length) bytes had come" }
            }
        }
        finally {
            $to.Dispose()
        }
    }
    finally {
        $response.Dispose()
    }
}

function Confirm-SensorPackage {
    <#
    .SYNOPSIS
    Whether the package fetched earlier is there, whole, and the one asked for.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Request)
    return $null -ne (Read-SensorManifest -PackageHash $Request.input.sha256)
}
