import fc from "fast-check";
import {
  domainControllerRoles,
  type Estate,
  type EstateInput,
  estate as estateSchema,
} from "../../estate/schema.ts";

type Entry = EstateInput["domainControllers"][number];
type Roles = NonNullable<Entry["roles"]>;

/** How domain controllers lie in sites: awkward shapes first, for shrinking. */
const layouts = ["oneSite", "allAlone", "pairs", "mixed"] as const;

export interface ArbitraryOptions {
  /** Most domain controllers. */
  most: number;
}

const someRoles = fc.subarray([...domainControllerRoles], { maxLength: 2 });
const limit = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom("100%", "60%"));

/** Estates of awkward shapes and policies; their references hold, their rules may clash. */
export function arbitraryEstate({ most }: ArbitraryOptions): fc.Arbitrary<Estate> {
  return fc
    .record({
      count: fc.integer({ min: 1, max: most }),
      layout: fc.constantFrom(...layouts),
      domains: fc.integer({ min: 1, max: 4 }),
      sites: fc.integer({ min: 1, max: 6 }),
      everyone: fc.constantFrom("moves", "moves", "some", "held"),
      seedRoles: fc.array(
        fc.oneof({ weight: 4, arbitrary: fc.constant<Roles>([]) }, { weight: 1, arbitrary: someRoles }),
        {
          minLength: 1,
          maxLength: 12,
        },
      ),
      picks: fc.array(fc.nat(1000), { minLength: 1, maxLength: 24 }),
      hosts: fc.integer({ min: 0, max: 5 }),
      site: limit,
      domain: limit,
      forest: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
      waves: fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom("20%", "50%", "100%")), {
        minLength: 1,
        maxLength: 3,
      }),
      pairs: fc.integer({ min: 0, max: 6 }),
      canary: fc.option(fc.nat(1000), { nil: undefined }),
    })
    .map((shape) => {
      const pick = (index: number) => shape.picks[index % shape.picks.length] ?? 0;
      const siteOf = (index: number) => {
        if (shape.layout === "oneSite") return 0;
        if (shape.layout === "allAlone") return index;
        if (shape.layout === "pairs") return Math.floor(index / 2);
        return (pick(index) + index) % shape.sites;
      };
      const domainControllers = Array.from({ length: shape.count }, (_none, index): Entry => {
        const holds = shape.everyone === "held" || (shape.everyone === "some" && pick(index) % 5 === 0);
        return {
          name: `dc${index}`,
          domain: `d${(pick(index + 3) + index) % shape.domains}.test`,
          site: `s${siteOf(index)}`,
          os: pick(index + 5) % 7 === 0 ? "2012R2" : "2019",
          defenderForEndpoint: pick(index + 7) % 3 !== 0,
          roles: shape.seedRoles[index % shape.seedRoles.length],
          gateway: pick(index + 11) % 9 === 0 ? "none" : "lightweight",
          hypervisor: shape.hosts > 0 && pick(index) % 2 === 0 ? `h${(index * 7) % shape.hosts}` : undefined,
          hold: holds ? "held for the test" : undefined,
        };
      });
      const apart = Array.from(
        { length: shape.count > 1 ? shape.pairs : 0 },
        (_none, index): [string, string] => {
          // A chain of pairs: dc0-dc1, dc1-dc2, …
          const one = index % shape.count;
          return [`dc${one}`, `dc${(one + 1) % shape.count}`];
        },
      );
      return estateSchema.parse({
        name: "generated",
        workspace: {
          name: "contoso",
          tenantId: "11111111-2222-4333-8444-555555555555",
          clientId: "66666666-7777-4888-9999-000000000000",
        },
        connection: { user: "svc", authentication: { agent: true } },
        domains: Array.from({ length: shape.domains }, (_none, index) => ({
          name: `d${index}.test`,
          forest: index < 2 ? "d0.test" : `d${index}.test`,
        })),
        sites: [...new Set(domainControllers.map((dc) => dc.site))].map((name) => ({ name })),
        domainControllers,
        centers: [{ name: "center", forest: "d0.test", console: "https://center.test" }],
        policy: {
          waves: shape.waves,
          maxUnavailable: { site: shape.site, domain: shape.domain, forest: shape.forest },
          apart,
          canary: shape.canary === undefined ? undefined : `dc${shape.canary % shape.count}`,
        },
      } satisfies EstateInput);
    });
}
