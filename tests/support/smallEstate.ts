import { type Estate, type EstateInput, estate as estateSchema } from "../../estate/schema.ts";

type Entry = EstateInput["domainControllers"][number];

/** What a test of the planner says of an estate; everything else is as harmless as can be. */
export interface SmallEstate {
  /** Name → what differs from a Server 2019 with Defender for Endpoint in domain `d.test`, site `s`. */
  domainControllers: Record<string, Partial<Entry>>;
  policy?: EstateInput["policy"];
  sites?: Record<string, Partial<EstateInput["sites"][number]>>;
  standaloneGateways?: EstateInput["standaloneGateways"];
  deadline?: string;
}

/** An estate in one forest; its sites and domains are those its domain controllers name. */
export function smallEstate(small: SmallEstate): Estate {
  const domainControllers = Object.entries(small.domainControllers).map(
    ([name, differs]): Entry => ({
      name,
      domain: "d.test",
      site: "s",
      os: "2019",
      defenderForEndpoint: true,
      ...differs,
    }),
  );
  const [first] = domainControllers;
  return estateSchema.parse({
    name: "small",
    workspace: {
      name: "contoso",
      tenantId: "11111111-2222-4333-8444-555555555555",
      clientId: "66666666-7777-4888-9999-000000000000",
    },
    connection: { user: "svc", authentication: { agent: true }, deadline: small.deadline },
    domains: [...new Set(domainControllers.map((dc) => dc.domain))].map((name) => ({
      name,
      forest: first?.domain ?? "d.test",
    })),
    sites: [...new Set(domainControllers.map((dc) => dc.site))].map((name) => ({
      name,
      ...small.sites?.[name],
    })),
    domainControllers,
    standaloneGateways: small.standaloneGateways,
    centers: [{ name: "center", forest: first?.domain ?? "d.test", console: "https://center.d.test" }],
    policy: small.policy,
  } satisfies EstateInput);
}
