/** Words of PowerShell that the gate knows, all as of Windows PowerShell 5.1. */

const words = (text: string) => new Set(text.trim().split(/\s+/));
const lower = (text: string) => words(text.toLowerCase());

/** `Get-Verb` of 5.1. */
export const approvedVerbs = words(`
  Add Clear Close Copy Enter Exit Find Format Get Hide Join Lock Move New Open Optimize Pop Push Redo Remove Rename
  Reset Resize Search Select Set Show Skip Split Step Switch Undo Unlock Watch Backup Checkpoint Compare Compress
  Convert ConvertFrom ConvertTo Dismount Edit Expand Export Group Import Initialize Limit Merge Mount Out Publish
  Restore Save Sync Unpublish Update Approve Assert Complete Confirm Deny Disable Enable Install Invoke Register
  Request Restart Resume Start Stop Submit Suspend Uninstall Unregister Wait Debug Measure Ping Repair Resolve Test
  Trace Connect Disconnect Read Receive Send Write Block Grant Protect Revoke Unblock Unprotect Use
`);

/** Aliases every 5.1 has. */
export const aliases = lower(`
  % ? ac asnp cat cd chdir clc clear clhy cli clp cls clv cnsn compare copy cp cpi cpp curl cvpa dbp del diff dir dnsn
  ebp echo epal epcsv epsn erase etsn exsn fc fhx fl foreach ft fw gal gbp gc gci gcm gcs gdr ghy gi gjb gl gm gmo gp gps
  gpv group gsn gsnp gsv gu gv gwmi h history icm iex ihy ii ipal ipcsv ipmo ipsn irm ise iwmi iwr kill lp ls man md
  measure mi mount move mp mv nal ndr ni nmo npssc nsn nv ogv oh popd ps pushd pwd r rbp rcjb rcsn rd rdr ren ri rjb rm
  rmdir rmo rni rnp rp rsn rsnp rujb rv rvpa rwmi sajb sal saps sasv sbp sc select set shcm si sl sleep sls sort sp spjb
  spps spsv start sujb sv swmi tee trcm type wget where wjb write
`);

/** Commands that must not be used, and why. */
export const forbidden = new Map([
  ["write-host", "it is not for programs"],
  ["invoke-expression", "it runs text"],
  ["get-wmiobject", "Get-CimInstance is its successor"],
  ["invoke-wmimethod", "Invoke-CimMethod is its successor"],
  ["out-file", "5.1 writes UTF-16"],
  ["set-content", "5.1 writes the host's code page"],
  ["add-content", "5.1 writes the host's code page"],
  ["get-content", "5.1 reads the host's code page"],
  ["start-threadjob", "not in 5.1"],
  ["remove-service", "not in 5.1"],
  ["test-json", "not in 5.1"],
]);

export const automaticVariables = lower(`
  _ this null true false matches pid psscriptroot error args input pscmdlet erroractionpreference progresspreference psitem executioncontext
`);

/**
 * Variables that PowerShell fills itself and that no script sets. `$null`, which takes what nobody wants, and its
 * preferences are not among them.
 */
export const filledVariables = lower(`
  args consolefilename error event eventargs executioncontext false foreach home host input iscoreclr lastexitcode matches
  myinvocation nestedpromptlevel pid profile psboundparameters pscmdlet pscommandpath psculture psitem psscriptroot
  psuiculture psversiontable pwd sender shellid stacktrace switch this true
`);
