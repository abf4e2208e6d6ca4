/** What a profile says of itself and of the estate; not a setting to carry over. */
export interface HeaderRule {
  document: "center" | "gateway" | "any";
  path: string;
  field: HeaderField;
}

export type HeaderField =
  | "id"
  | "name"
  | "version"
  | "updatedAt"
  | "consoles"
  | "status"
  | "serviceStatus"
  | "description"
  | "watches";

export const headerRules: readonly HeaderRule[] = [
  { document: "any", path: "_id", field: "id" },
  { document: "any", path: "Id", field: "id" },
  { document: "any", path: "NetbiosName", field: "name" },
  { document: "any", path: "Version", field: "version" },
  { document: "any", path: "UpdateTime", field: "updatedAt" },
  {
    document: "center",
    path: "Configuration.CenterWebClientConfiguration.ServiceEndpoints",
    field: "consoles",
  },
  { document: "gateway", path: "Status", field: "status" },
  { document: "gateway", path: "ServiceStatus", field: "serviceStatus" },
  { document: "gateway", path: "Description", field: "description" },
  // No sample names the field that lists the domain controllers a gateway watches, so any name that says so is taken.
  ...["", "*.", "Configuration.*."].flatMap((place) =>
    [
      "*DomainController*Names",
      "*DomainController*Name",
      "*DomainController*Fqdns",
      "*DomainController*Fqdn",
      "*DomainControllers",
    ].map((name): HeaderRule => ({ document: "gateway", path: `${place}${name}`, field: "watches" })),
  ),
];
