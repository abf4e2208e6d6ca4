/** Commands of others that the bundle may call, with their parameters as of Windows PowerShell 5.1. */

/** What a command is: whether it works wherever PowerShell runs, and how it tells of a failure. */
export interface Command {
  /** Only Windows has it, or it means something there alone: it belongs into the folder `windows`. */
  windows: boolean;
  /**
   * A function of a module (those made from CDXML are): it does not see a script's `$ErrorActionPreference`, so a
   * failure passes unnoticed where the call does not say what to do with it.
   */
  moduleFunction: boolean;
  /** Lower case. */
  parameters: ReadonlySet<string>;
}

/** Parameters of every command. */
const COMMON = "ErrorAction ErrorVariable WarningAction Verbose Confirm WhatIf";

const portable = `
  Add-Member InputObject MemberType Name Value NotePropertyName NotePropertyValue
  Add-Type AssemblyName MemberDefinition Name Namespace PassThru
  ConvertFrom-Json InputObject
  ConvertTo-Json InputObject Depth Compress
  ForEach-Object Process
  Get-ChildItem LiteralPath Filter File Directory Recurse Force
  Get-Item LiteralPath Force
  Join-Path Path ChildPath
  New-Object TypeName ArgumentList
  Select-Object Property First Last Skip SkipLast Unique
  Set-StrictMode Version
  Sort-Object Property Descending Unique
  Split-Path Path Leaf Parent
  Start-Sleep Seconds Milliseconds
  Where-Object FilterScript
  Write-Verbose Message
`;

const windowsOnly = `
  Get-Acl LiteralPath
  Set-Acl LiteralPath AclObject
  Get-ADServiceAccount Identity Filter Properties
  Test-ADServiceAccount Identity
  Get-AuthenticodeSignature LiteralPath
  Get-CimInstance ClassName Filter OperationTimeoutSec
  Invoke-CimMethod InputObject MethodName Arguments
  Get-Service Name
  Stop-Service InputObject Name Force NoWait
  Get-WinEvent ListLog
  Import-Module Name
  Restart-Computer Force
`;

const moduleFunctions = `
  Get-NetAdapterAdvancedProperty Name RegistryKeyword AllProperties IncludeHidden
  Set-NetAdapterAdvancedProperty Name RegistryKeyword RegistryValue NoRestart
  Get-NetTCPConnection LocalPort State
  New-ScheduledTaskAction Execute Argument WorkingDirectory
  New-ScheduledTaskPrincipal UserId LogonType RunLevel
  New-ScheduledTaskSettingsSet AllowStartIfOnBatteries DontStopIfGoingOnBatteries MultipleInstances ExecutionTimeLimit Priority
  New-ScheduledTaskTrigger AtStartup
  Register-ScheduledTask TaskName TaskPath Action Principal Trigger Settings Force
  Start-ScheduledTask TaskName TaskPath
  Unregister-ScheduledTask TaskName TaskPath
  Get-ScheduledTask TaskName TaskPath
`;

/** By lower-case name. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ...read(portable, { windows: false, moduleFunction: false }),
  ...read(windowsOnly, { windows: true, moduleFunction: false }),
  ...read(moduleFunctions, { windows: true, moduleFunction: true }),
]);

function read(text: string, kind: Omit<Command, "parameters">): [string, Command][] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", ...parameters] = `${line.trim()} ${COMMON}`.toLowerCase().split(/\s+/);
      return [name, { ...kind, parameters: new Set(parameters) }];
    });
}
