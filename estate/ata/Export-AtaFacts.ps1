<#
.SYNOPSIS
Collects what ATA's configuration does not hold and `ata2mdi import` can use: domain controllers with their sites, the
names behind the ids in a configuration backup, members of groups that only ATA holds sensitive, and members of the
Center's role groups.

.DESCRIPTION
Reads only. Needs the module ActiveDirectory and a domain account; for the role groups also the right to read local
groups of the Center's server. Writes one JSON file for `ata2mdi import --directory`.

.PARAMETER OutFile
File to write, such as directory.json. It names accounts: keep it as you keep the backup.

.PARAMETER SystemProfile
Configuration backups of the Center. Every GUID in them is looked up in the global catalog; secrets are not read.

.PARAMETER Center
Name of the Center's server, for the members of its role groups.

.EXAMPLE
.\Export-AtaFacts.ps1 -OutFile directory.json -SystemProfile SystemProfile.json -Center ATACENTER
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [string] $OutFile,

    [string[]] $SystemProfile = @(),

    [string] $Center
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module -Name ActiveDirectory

function Get-DomainControllerFact {
    [CmdletBinding()]
    param([Parameter(Mandatory = $true)] $Forest)

    foreach ($domain in $Forest.Domains) {
        foreach ($controller in (Get-ADDomainController -Filter * -Server $domain)) {
            $roles = @($controller.OperationMasterRoles | ForEach-Object { "$_" })
            if ($controller.IsGlobalCatalog) { $roles += 'globalCatalog' }
            [ordered]@{
                name            = $controller.Name
                domain          = $controller.Domain
                site            = $controller.Site
                operatingSystem = $controller.OperatingSystem
                readOnly        = [bool]$controller.IsReadOnly
                roles           = $roles
            }
        }
    }
}

function Get-AttributeValue {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)] $InputObject,
        [Parameter(Mandatory = $true)] [string] $Name
    )

    # StrictMode throws at an attribute that an object does not have.
    $property = $InputObject.PSObject.Properties[$Name]
    if ($null -eq $property -or $null -eq $property.Value) { return $null }
    return [string]$property.Value
}

function Get-NamedObject {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)] $Forest,
        [string[]] $Path = @()
    )

    $pattern = '(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
    $ids = foreach ($file in $Path) {
        [regex]::Matches((Get-Content -LiteralPath $file -Raw), $pattern) | ForEach-Object { $_.Value }
    }
    $catalog = '{0}:3268' -f $Forest.Name
    $properties = @('sAMAccountName', 'objectSid', 'dNSHostName')
    foreach ($id in @($ids | Sort-Object -Unique)) {
        $found = Get-ADObject -Filter "objectGUID -eq '$id'" -Server $catalog -Properties $properties
        foreach ($object in @($found)) {
            $parts = @($object.DistinguishedName -split ',' | Where-Object { $_ -like 'DC=*' } | ForEach-Object { $_.Substring(3) })
            [ordered]@{
                id                = "$id"
                type              = $object.ObjectClass
                name              = $object.Name
                samName           = Get-AttributeValue -InputObject $object -Name 'sAMAccountName'
                dnsName           = Get-AttributeValue -InputObject $object -Name 'dNSHostName'
                domain            = $parts -join '.'
                sid               = Get-AttributeValue -InputObject $object -Name 'objectSid'
                distinguishedName = $object.DistinguishedName
            }
        }
    }
}

function Get-SensitiveGroupFact {
    [CmdletBinding()]
    param([Parameter(Mandatory = $true)] $Forest)

    foreach ($domain in $Forest.Domains) {
        $groups = @(Get-ADGroup -Filter "SID -eq 'S-1-5-32-555' -or Name -eq 'DnsAdmins'" -Server $domain)
        foreach ($group in $groups) {
            $members = [string[]]@(Get-ADGroupMember -Identity $group -Recursive -Server $domain | ForEach-Object { $_.SamAccountName })
            [ordered]@{ group = "$($group.Name) ($domain)"; members = $members }
        }
    }
}

function Get-RoleGroupFact {
    [CmdletBinding()]
    param([Parameter(Mandatory = $true)] [string] $ComputerName)

    # Runs on the Center's server. A group that is not there has no members; anything else that fails is told.
    $read = {
        param([string] $Group)
        $members = @()
        try {
            if ($Group.StartsWith('S-1-')) { $members = @(Get-LocalGroupMember -SID $Group -ErrorAction Stop) }
            else { $members = @(Get-LocalGroupMember -Group $Group -ErrorAction Stop) }
        }
        catch {
            $absent = $_.CategoryInfo.Category -eq [System.Management.Automation.ErrorCategory]::ObjectNotFound
            if (-not $absent) { throw "members of the group $Group on the Center's server: $($_.Exception.Message)" }
        }
        foreach ($member in $members) { [string]$member.Name }
    }
    $product = 'Microsoft Advanced Threat Analytics'
    $local = $ComputerName -eq $env:COMPUTERNAME
    $membersOf = {
        param([string] $Group)
        if ($local) { & $read $Group }
        else { Invoke-Command -ComputerName $ComputerName -ScriptBlock $read -ArgumentList $Group }
    }
    # As plain text: what comes from another computer carries its name, and 5.1 would write that into the file.
    [ordered]@{
        center              = $ComputerName
        administrators      = [string[]]@(& $membersOf "$product Administrators")
        users               = [string[]]@(& $membersOf "$product Users")
        viewers             = [string[]]@(& $membersOf "$product Viewers")
        # By SID: the name is localised.
        localAdministrators = [string[]]@(& $membersOf 'S-1-5-32-544')
    }
}

$forest = Get-ADForest
$facts = [ordered]@{
    kind              = 'ata2mdi-directory'
    forest            = $forest.RootDomain
    domainControllers = @(Get-DomainControllerFact -Forest $forest)
    objects           = @(Get-NamedObject -Forest $forest -Path $SystemProfile)
    sensitiveGroups   = @(Get-SensitiveGroupFact -Forest $forest)
    roleGroups        = @(if ($Center) { Get-RoleGroupFact -ComputerName $Center })
}
$facts | ConvertTo-Json -Depth 6 | Out-File -FilePath $OutFile -Encoding utf8
