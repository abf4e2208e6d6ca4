import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { bundleFiles } from "../../remote/bundle.ts";
import { changingSteps, secretInputs } from "../../remote/contract.ts";
import { findings, type Script } from "./gate.ts";
import { nameOf, nodesOf, parametersOf, parsePowerShell } from "./grammar.ts";

const bundle: Script[] = bundleFiles()
  .filter((file) => /\.psm?1$/.test(file.path))
  .map((file) => ({ path: file.path, source: file.bytes.toString("utf8") }));

test("the scripts for hosts pass the gate", async () => {
  expect(bundle.length).toBeGreaterThan(10);
  expect(await findings(bundle)).toEqual([]);
});

test("the library loads every script but the two that are started, and nothing else", () => {
  const library = bundle.find((script) => script.path === "Library.ps1")?.source ?? "";
  const loaded = [...library.matchAll(/^\s+'([^']+\.ps1)'$/gm)].map((match) => match[1]);
  const others = ["Library.ps1", "Invoke-Step.ps1", "Invoke-Work.ps1"];
  const expected = bundle.map((script) => script.path).filter((path) => !others.includes(path));
  expect([...loaded].sort()).toEqual(expected.sort());
});

test("the stand-in for Windows has the same functions with the same parameters", async () => {
  const stand = readFileSync(join(import.meta.dirname, "powershell/Windows.ps1"), "utf8");
  const real = bundle.filter((script) => script.path.startsWith("windows/")).map((script) => script.source);
  const standing = await functionsOf(stand);
  const wanted = (await Promise.all(real.map(functionsOf))).flatMap((functions) => [...functions]);
  expect(wanted.length).toBeGreaterThan(30);
  // What only the folder itself calls needs no twin.
  const inner = [
    "Get-WindowsObject",
    "Open-RegistryRoot",
    "Open-RegistryKey",
    "Invoke-Tool",
    "Remove-StoreCertificate",
  ];
  for (const [name, parameters] of wanted) {
    if (!inner.includes(name)) expect([name, standing.get(name)]).toEqual([name, parameters]);
  }
});

test("the steps the scripts know, and their secrets, are those of the contract", () => {
  const source = bundle.find((script) => script.path === "Request.ps1")?.source ?? "";
  for (const [step, secrets] of Object.entries(secretInputs)) {
    const block = new RegExp(`'${step}' \\{([^}]*)\\}`).exec(source)?.[1] ?? "(not there)";
    const listed = /secrets = @\(([^)]*)\)/.exec(block)?.[1] ?? "";
    const changes = (changingSteps as readonly string[]).includes(step);
    expect([step, listed, !block.includes("changes = $false")]).toEqual([
      step,
      secrets.map((name) => `'${name}'`).join(", "),
      changes,
    ]);
  }
});

test("a step reads no member of its input that its definition does not have: StrictMode throws at one", () => {
  const definitions = bundle.find((script) => script.path === "Request.ps1")?.source ?? "";
  const inputsOf = (step: string) => {
    const block = new RegExp(`'${step}' \\{([^}]*)\\}`).exec(definitions)?.[1] ?? "";
    return [...(/inputs = @\(([^)]*)\)/.exec(block)?.[1]?.matchAll(/'(\w+)'/g) ?? [])].map(
      ([, name]) => name,
    );
  };
  expect(inputsOf("Test-DnsSignal")).toEqual(["server", "domain"]);
  let read = 0;
  for (const { path, source } of bundle.filter((script) => script.path.startsWith("steps/"))) {
    const step = path.slice("steps/".length, -".ps1".length).replace("Get-SystemFacts", "Get-HostFacts");
    for (const [, name] of source.matchAll(/\$(?:Request\.input|data|Place)\.(\w+)/gi)) {
      expect([path, inputsOf(step)]).toEqual([path, expect.arrayContaining([name])]);
      read += 1;
    }
  }
  expect(read).toBeGreaterThan(40);
});

test("the stand-ins are PowerShell too, and call each other and the bundle as these are", async () => {
  const standIns = ["Windows.ps1", "FakeSetup.ps1"].map((path) => ({
    path,
    source: readFileSync(join(import.meta.dirname, "powershell", path), "utf8"),
  }));
  for (const { path, source } of standIns) {
    expect([path, (await parsePowerShell(source)).hasError]).toEqual([path, false]);
  }
  const others = bundle.filter((script) => !script.path.startsWith("windows/"));
  // They run in PowerShell 7 alone, so what 5.1 lacks does not matter in them, and neither does how they look.
  const matters =
    /has no parameter|lacks -|name the parameter|never set|array in an array|in a text|becomes output|on the left|is never \$null|single thing/;
  const found = await findings([...others, ...standIns]);
  expect(found.filter((line) => matters.test(line))).toEqual([]);
});

async function functionsOf(source: string): Promise<Map<string, string[]>> {
  const tree = await parsePowerShell(source);
  const found = nodesOf(tree, "function_statement").map(
    (node) => [nameOf(node), parametersOf(node).map((one) => one.name)] as const,
  );
  return new Map(found);
}

/** A function with this body, otherwise as it should be. */
function withBody(body: string): Script {
  const source = `Set-StrictMode -Version Latest

function Get-Thing {
    <#
    .SYNOPSIS
    A thing.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Name,
        [string]$Kind
    )
${body}
}
`;
  return { path: "Thing.ps1", source };
}

test("a function as it should be passes", async () => {
  expect(await findings([withBody("    return Get-Thing -Name $Name -Kind $Kind")])).toEqual([]);
});

test.each([
  ["a ternary", "    $a = $Name ? 1 : 2", /syntax|not in 5.1/],
  ["null coalescing", "    $a = $Name ?? 'x'\n    $a", /syntax|not in 5.1/],
  ["null-conditional access", "    $Name?.Length", /syntax|not in 5.1/],
  ["a chain of commands", "    Get-Thing -Name $Name && Get-Thing -Name $Name", /&& and \|\|/],
  ["a parallel loop", "    1, 2 | ForEach-Object -Parallel { $_ }", /-Parallel is not in 5.1/],
  ["three parts of a path", "    Join-Path 'a' 'b' 'c'", /two parts/],
  [
    "a hashtable from JSON",
    "    ConvertFrom-Json -InputObject $Name -AsHashtable",
    /-AsHashtable is not in 5.1/,
  ],
  ["JSON cut at depth 2", "    ConvertTo-Json -InputObject $Name", /without -Depth/],
  ["an alias", "    gci $Name", /is an alias/],
  ["an alias for a loop", "    1, 2 | % { $_ }", /is an alias/],
  ["Write-Host", "    Write-Host $Name", /Write-Host/],
  ["text that is run", "    Invoke-Expression $Name", /Invoke-Expression/],
  ["a repair of all products", "    Test-It -ClassName Win32_Product", /Win32_Product/],
  ["a variable newer versions have", "    if ($IsWindows) { 1 }", /IsWindows/],
  ["Windows outside its file", "    Get-CimInstance -ClassName Win32_Service", /belongs into windows\//],
  ["an unknown command", "    Get-Thnig -Name $Name", /is not known/],
  ["an unknown parameter", "    Get-Thing -Name $Name -Knd x", /no parameter -knd/],
  ["a mandatory parameter left out", "    Get-Thing -Kind $Kind", /lacks -Name/],
  ["a parameter without its name", "    Get-Thing $Name", /name the parameter/],
  ["a variable never set", "    return $Nmae", /\$nmae is never set/],
  ["a secret left lying", "    New-SystemFile -Path $Name -Text 'x'", /without try and finally/],
  [
    "an array in an array",
    "    if ($Kind) { return @(Get-Thing -Name $Name) }\n    return , @($Name)",
    /array in an array/,
  ],
  ["letters beyond ASCII", "    return 'f\u00fcr'", /plain ASCII/],
  ["an open bracket", "    if ($Name) { 1", /syntax/],
  ["a member that .NET Framework lacks", "    [Convert]::ToHexString($Name)", /ToHexString\/1 is not known/],
  ["an overload that it lacks", "    [IO.File]::Move($Name, $Kind, $true)", /Move\/3 is not known/],
  ["a method that it lacks", "    $Name.Contains('a', 'Ordinal')", /\.Contains\/2 is not known/],
  ["a type that it lacks", "    New-Object Text.Rune 65", /Text\.Rune is not known/],
  ["a text split by a text", "    $Name.Split('::')", /takes characters in 5.1/],
  ["a colon after a variable", '    return "$Name: done"', /drive or scope/],
  ["an index in a text", '    return "$Name[0]"', /takes no index/],
  ["a property in a text", '    return "$Name.Length"', /takes no property/],
  ["a value that leaks", "    [IO.Directory]::CreateDirectory($Name)\n    return $Kind", /becomes output/],
  ["a key twice", "    return @{ name = $Name; kind = $Kind; Name = 1 }", /the key name is there twice/],
  [
    "a variable of PowerShell's own",
    "    foreach ($host in $Name, $Kind) { $host }",
    /\$host is PowerShell's own/,
  ],
  ["a name of PowerShell's own set", "    $error = $Name\n    return $error", /\$error is PowerShell's own/],
  ["$null on the right", "    return $Name -eq $null", /belongs on the left/],
  ["a text compared with $null", "    return $null -eq $Name", /is never \$null/],
  ["a count of one", "    $one = Get-Thing -Name $Name\n    return $one.Count", /may be a single thing/],
  ["a cmdlet's parameter that it lacks", "    Split-Path -LeafBase $Name", /-LeafBase is not in 5.1/],
  ["an operator as a value", "    Split-Path -Leaf -Path $Name + $Kind", /takes \+ as a value/],
])("the gate sees %s", async (_what, body, expected) => {
  expect((await findings([withBody(body)])).join("\n")).toMatch(expected);
});

test.each([
  ["a table it returns", "return @{ ended = $true; exitCode = 0 }", "return $thing.exit"],
  ["an object it leaves standing", "[pscustomobject]@{ ended = 1; Code = $Name }", "return $thing.exit"],
  [
    "one of two tables",
    "if ($Kind) { return @{ ended = 1 } }\n    return [ordered]@{ code = 0 }",
    "$thing.exit",
  ],
  [
    "what a loop takes",
    "[pscustomobject]@{ ended = 1 }",
    "foreach ($one in @(Get-Thing -Name $Kind)) { $one.exit }",
  ],
  ["what is read at once", "return @{ ended = 1 }", "return (Get-Thing -Name $Kind).exit"],
])("the gate sees a member that %s has not", async (_what, given, read) => {
  const user = withBody(`    $thing = Get-Thing -Name $Kind\n    $Name, $thing\n    ${read}`).source;
  const scripts = [
    withBody(`    ${given}`),
    { path: "User.ps1", source: user.replace("function Get-Thing", "function Get-User") },
  ];
  expect((await findings(scripts)).join("\n")).toMatch(/User.ps1: line 15: .*\.exit is not among .*ended/);
  const right = scripts.map(({ path, source }) => ({ path, source: source.replaceAll(".exit", ".Ended") }));
  expect((await findings(right)).filter((line) => /is not among/.test(line))).toEqual([]);
});

test("the gate sees bytes that 5.1 would look at one by one", async () => {
  const { path, source } = withBody("    return $Name");
  const slow = source.replace("[string]$Name", "[byte[]]$Name");
  expect(await findings([{ path, source: slow }])).toEqual([
    expect.stringMatching(/mandatory \[byte\[\]\] is slow/),
  ]);
});

test("what Windows tells through a module's function is not hidden", async () => {
  const { source } = withBody("    Start-ScheduledTask -TaskName $Name");
  const found = await findings([{ path: "windows/Thing.ps1", source }]);
  expect(found).toEqual([expect.stringMatching(/without -ErrorAction hides a failure/)]);
});

test("a variable and the ending of a file, a sub-expression and a drive in a text are as they are meant", async () => {
  const body = `    return "$Name.json $($Name.Length) \${Name}: $env:TEMP"`;
  expect(await findings([withBody(body)])).toEqual([]);
});

test.each([
  ["no StrictMode", (source: string) => source.replace("Set-StrictMode -Version Latest", ""), /StrictMode/],
  ["no CmdletBinding", (source: string) => source.replace("[CmdletBinding()]", ""), /CmdletBinding/],
  ["no help", (source: string) => source.replace(".SYNOPSIS", ""), /no help/],
  ["a verb of one's own", (source: string) => source.replaceAll("Get-Thing", "Fetch-Thing"), /approved verb/],
])("the gate sees %s", async (_what, change, expected) => {
  const { path, source } = withBody("    return $Name");
  expect((await findings([{ path, source: change(source) }])).join("\n")).toMatch(expected);
});

test("the grammar sees every cut through a script, or the rest is still PowerShell", async () => {
  const script = bundle.find((one) => one.path === "Setup.ps1");
  const lines = script?.source.split("\n") ?? [];
  const inside = lines.findIndex((line) => line.startsWith("    return @{ ended = $true")) + 1;
  expect((await parsePowerShell(lines.slice(0, inside).join("\n"))).hasError).toBe(true);
  expect((await parsePowerShell(lines.join("\n"))).hasError).toBe(false);
});
