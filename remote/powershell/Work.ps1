<#
.SYNOPSIS
A piece of work and its journal on the host: request, state, progress, secrets, results.
.DESCRIPTION
One folder for each work below `journal`. `request.json` is what is to be done, without secrets; `secret.json` holds
those, readable by SYSTEM alone, and is gone when the work ends; `state.json` says which attempt runs, in which process,
until when; `progress.json` is what a step must remember across a restart; `result-<n>.json` is the answer of attempt n.
`journal.log` beside them all has a line for everything that was changed on this host; `access.key` beside them is the
access key that waits for its installation, and `access.json` says until when.
#>
Set-StrictMode -Version Latest

function Get-JournalFolder {
    <#
    .SYNOPSIS
    The folder of all works, made where it is missing; only SYSTEM and Administrators can use it.
    #>
    [CmdletBinding()]
    param()
    return New-Folder -Path (Join-Path (Get-HostFolder) 'journal')
}

function Get-WorkFolder {
    <#
    .SYNOPSIS
    The folder of one work.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Name)
    return Join-Path (Get-JournalFolder) ([regex]::Replace($Name, '[^A-Za-z0-9-]', '_'))
}

function Read-WorkFile {
    <#
    .SYNOPSIS
    A JSON file of a work as an object; null where it is not there.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Folder,
        [Parameter(Mandatory)][string]$Name
    )
    $path = Join-Path $Folder $Name
    if (-not [IO.File]::Exists($path)) { return $null }
    return ConvertFrom-Json -InputObject (Read-SharedText -Path $path)
}

function Write-WorkFile {
    <#
    .SYNOPSIS
    Writes a JSON file of a work, whole or not at all.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Folder,
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][object]$Value
    )
    Write-AtomicText -Path (Join-Path $Folder $Name) -Text (ConvertTo-AsciiJson -Value $Value)
}

function Get-Progress {
    <#
    .SYNOPSIS
    What a step noted for itself under a name; null where it did not.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][string]$Name
    )
    $value = Get-Property -InputObject (Read-WorkFile -Folder $Work.folder -Name 'progress.json') -Name $Name
    # Newer PowerShell reads a time as a date: give back the text that was written.
    if ($value -is [DateTime]) { return Format-Instant -Instant $value }
    return $value
}

function Set-Progress {
    <#
    .SYNOPSIS
    Notes something that a restart of the host must not lose.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][string]$Name,
        [Parameter(Mandatory)][AllowNull()][object]$Value
    )
    $all = [ordered]@{}
    $before = Read-WorkFile -Folder $Work.folder -Name 'progress.json'
    if ($null -ne $before) {
        foreach ($property in $before.PSObject.Properties) {
            $all[$property.Name] = Get-Progress -Work $Work -Name $property.Name
        }
    }
    $all[$Name] = $Value
    Write-WorkFile -Folder $Work.folder -Name 'progress.json' -Value $all
}

function Write-Journal {
    <#
    .SYNOPSIS
    Adds a line to the host's journal: when, for which work, what is changed. Written before the change is made.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][object]$Work,
        [Parameter(Mandatory)][string]$Text
    )
    $clean = Limit-Text -Text (Hide-Secret -Text $Text -Secret $Work.secrets) -Length 500
    $line = '{0} {1} {2}{3}' -f (Format-Instant -Instant (Get-Instant)), $Work.name, $clean, "`r`n"
    $path = Join-Path (Get-JournalFolder) 'journal.log'
    for ($attempt = 1; ; $attempt++) {
        try {
            [IO.File]::AppendAllText($path, $line, (New-Object Text.UTF8Encoding $false))
            return
        }
        catch {
            if ($attempt -ge 40) { throw }
            Start-Sleep -Milliseconds 50
        }
    }
}

function Test-TimeLeft {
    <#
    .SYNOPSIS
    Whether the work's deadline is still ahead.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][object]$Work)
    return (Get-Instant) -lt $Work.deadlineAt
}

function Test-Past {
    <#
    .SYNOPSIS
    Whether a moment given as ISO 8601 text is over; false for null, which means no limit.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][AllowNull()][object]$Moment)
    if ($null -eq $Moment) { return $false }
    return (Get-Instant) -gt (ConvertTo-Instant -Value $Moment)
}
