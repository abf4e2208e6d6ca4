/** A healthy domain controller as the sandbox's stand-in for Windows tells it. */
export function machine() {
  return {
    computerName: "DC01",
    bootedAt: Date.now() - 86_400_000,
    version: "10.0.17763",
    machine: {
      logicalProcessors: 4,
      memoryBytes: 17_179_869_184,
      manufacturer: "Microsoft Corporation",
      model: "Virtual Machine",
      assetTag: "",
    },
    services: {} as Record<string, { state: string; command: string }>,
    registry: {
      "64": {
        "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion": { InstallationType: "Server", UBR: 9060 },
        "SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full": { Release: 528_049 },
        "SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319": {
          SystemDefaultTlsVersions: 1,
          SchUseStrongCrypto: 1,
        },
        "SYSTEM\\CurrentControlSet\\Control\\Power\\User\\PowerSchemes": {
          ActivePowerScheme: "8C5E7FDA-E8BF-4A96-9A85-A6E23A8C635C",
        },
        "SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName": { ComputerName: "DC01" },
        "SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName": { ComputerName: "DC01" },
        "SYSTEM\\CurrentControlSet\\Control\\Lsa": { CrashOnAuditFail: 0 },
        "SYSTEM\\CurrentControlSet\\Control\\Lsa\\MSV1_0": { AuditReceivingNTLMTraffic: 2 },
      } as Record<string, Record<string, unknown>>,
      "32": {} as Record<string, Record<string, unknown>>,
    },
    adapters: [] as string[],
    roots: [] as string[],
    directory: {
      domainRole: 5,
      domain: "contoso.test",
      forest: "contoso.test",
      site: "Berlin",
      readOnly: false,
      globalCatalog: true,
      operationsMasters: ["pdcEmulator"],
    },
    listener: null as string | null,
    timeServer: null as { name: string; port: number } | null,
    auditPolicy:
      "Maschinenname,Richtlinienziel,Unterkategorie,Unterkategorie-GUID,Aufnahmeeinstellung,Ausschlusseinstellung,Wert\r\n" +
      "DC01,System,Überprüfen der Anmeldeinformationen,{0CCE923F-69AE-11D9-BED3-505054503030},Erfolg und Fehler,,3\r\n" +
      "DC01,System,IPsec-Treiber,{0CCE9213-69AE-11D9-BED3-505054503030},Keine Überwachung,,0\r\n",
    userRights:
      "[Unicode]\r\nUnicode=yes\r\n[Privilege Rights]\r\nSeServiceLogonRight = *S-1-5-80-0,Dienstkonto\r\n",
    securityLog: "Circular",
    proxy: null as string | null,
    managedAccounts: [] as string[],
    windowsTasks: [] as { name: string; program: string }[],
    certificates: {} as Record<string, string>,
  };
}
