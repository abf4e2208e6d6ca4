#Requires -Version 5.1
<#
.SYNOPSIS
Runs one step on this host and answers with one line of JSON.
.DESCRIPTION
Reads one JSON document from standard input to its end, then writes the answer as the last line of standard output.
A step that measures, or receives something for a later one, runs here and now; a step that changes the host runs detached, as SYSTEM, under a journal, and this
script waits for it: when the connection breaks nothing is lost, and the same call attaches to it again.

Exit codes: 0 done or already so, 10 failed, 11 deadline passed, 12 refused, 13 still running, 20 the request is not one
of this contract, 21 the scripts are not whole, 22 this PowerShell lets no script do anything. PowerShell's own 1 never
means anything.
.PARAMETER Step
Name of the step; it must be the one the document names.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string]$Step
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    'PowerShell runs in a constrained language mode on this host; allow the scripts below C:\ProgramData\ata2mdi'
    exit 22
}

# To the end and before anything else: a process that ends with its input unread fails the connection.
$document = [Console]::In.ReadToEnd()

try {
    . (Join-Path $PSScriptRoot 'Library.ps1')
    $startedAt = Get-Instant
}
catch {
    [Console]::Error.WriteLine('the scripts could not be loaded: ' + $_.Exception.Message)
    exit 21
}

$work = ''
$code = 10
try {
    $request = Read-Request -Document $document -Step $Step
    $work = $request.work
    if (-not (Test-NativeProcess)) { throw 'this is a 32-bit PowerShell on 64-bit Windows, which sees another registry' }
    Protect-HostFolder
    $damage = Get-BundleDamage -Folder $PSScriptRoot
    if ($damage) {
        $code = 21
        throw $damage
    }
    Clear-OldAccessKey
    # Only the last object counts, so that no stray output of a command can stand in for the answer.
    $answer = @(Invoke-Request -Request $request -StartedAt $startedAt)[-1]
    $code = Get-AnswerExitCode -Outcome $answer.outcome
    $line = $answer.line
}
catch {
    if ($work -eq '') { $code = 20 }
    $result = New-Result -Outcome 'failed' -Reason (Get-Reason -ErrorRecord $_)
    $line = ConvertTo-AnswerLine -Result $result -Step $Step -Work $work -StartedAt $startedAt
}

[Console]::Out.WriteLine($line)
[Console]::Out.Flush()
exit $code
