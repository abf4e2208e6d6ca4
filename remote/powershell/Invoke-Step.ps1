#Requires -Version 5.1
[CmdletBinding()]
param([Parameter(Mandatory)][string]$Step)
Set-StrictMode -Version Latest
