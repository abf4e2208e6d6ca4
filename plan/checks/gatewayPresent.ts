import { type ComponentValues, defineCheck, fail, pass } from "./define.ts";

/** The gateway the estate declares is what is really there. */
export const gatewayPresent = defineCheck({
  id: "gateway-present",
  title: "The ATA gateway is as declared",
  protectsFrom:
    "Removing a gateway that is only half there (its uninstall may open as an installation), and overlooking one that the estate does not know of.",
  threshold:
    "`gateway: lightweight`: service, registry key, executable and uninstall entry with a quiet command are all there; once the service is gone or stopped with parts missing, a removal was begun and goes on. `gateway: none`: none of the four is there.",
  source:
    "Microsoft Learn: ATA silent installation; What's new in ATA 1.4 (uninstall without InstallationPath). ATA's exact uninstall entry is UNCONFIRMED",
  blocking: "blocking",
  reads: ["gateway"],
  byHand:
    "Get-Service ATAGateway; Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Microsoft Advanced Threat Analytics\\Gateway'",
  judge({ gateway }, context) {
    const found = placesOf(gateway);
    const missing = missingFrom(gateway);
    const measured = describePlaces("gateway", gateway);
    if (context.gateway === "none") {
      return found.length === 0
        ? pass("No gateway in any of the four places, as declared.")
        : fail(
            `${measured} The estate says there is none.`,
            "Set `gateway: lightweight` for it in the estate file, so that it is removed in its turn.",
          );
    }
    if (gateway.service === null) {
      return pass(
        found.length === 0
          ? "No gateway in any of the four places: it is already removed."
          : `${measured} Its service is gone: a removal was begun and goes on.`,
      );
    }
    if (missing.length > 0) {
      return gateway.service.state === "Running"
        ? fail(
            measured,
            "Repair the gateway before it is removed: put back the value InstallationPath under HKLM\\SOFTWARE\\Microsoft\\Microsoft Advanced Threat Analytics\\Gateway, or run the gateway's setup once more, then measure again.",
          )
        : pass(`${measured} Its service is ${gateway.service.state}: a removal was begun and goes on.`);
    }
    if (!gateway.product?.quietUninstall) {
      return fail(
        `${measured} Its uninstall entry has no quiet command.`,
        "Run the gateway's own setup once (repair), so that its uninstall entry is complete, then measure again.",
      );
    }
    return pass(
      `Gateway ${gateway.service.version ?? gateway.product.version} in all four places, service ${gateway.service.state}.`,
    );
  },
});

/** A Center on the same host is never touched by the move of a domain controller. */
export const centerAbsent = defineCheck({
  id: "center-absent",
  title: "No ATA Center on this host",
  protectsFrom:
    "Removing the gateway of a host that also carries the Center: both are of one product family, and the Center holds every other gateway and the alerts.",
  threshold: "Neither service, registry key, executable nor uninstall entry of a Center is there.",
  source: "Microsoft Learn: Migrate from ATA to Defender for Identity (the Center goes last)",
  blocking: "blocking",
  waiver: "never",
  reads: ["center"],
  byHand:
    "Get-Service ATACenter; Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Microsoft Advanced Threat Analytics\\Center'",
  judge({ center }) {
    return placesOf(center).length === 0
      ? pass("No Center in any of the four places.")
      : fail(
          describePlaces("Center", center),
          "Hold this domain controller back (`hold:` in the estate file) until its Center has been moved elsewhere or retired.",
        );
  },
});

const PLACES = {
  service: "service",
  registry: "registry key",
  file: "executable",
  product: "uninstall entry",
} as const;

/** The places a product was found in, in words. */
export function placesOf(component: ComponentValues): string[] {
  return placesWhere(component, (value) => value !== null);
}

/** The places a product is missing from, in words. */
export function missingFrom(component: ComponentValues): string[] {
  return placesWhere(component, (value) => value === null);
}

/** What of a product is there and what is not, as a sentence. */
export function describePlaces(product: string, component: ComponentValues): string {
  const found = placesOf(component);
  const missing = missingFrom(component);
  if (missing.length === 0) return `A ${product} is there in all four places.`;
  return `Of a ${product} there is: ${found.join(", ") || "nothing"}; missing: ${missing.join(", ")}.`;
}

function placesWhere(component: ComponentValues, holds: (value: unknown) => boolean): string[] {
  return (Object.keys(PLACES) as (keyof ComponentValues)[])
    .filter((place) => holds(component[place]))
    .map((place) => PLACES[place]);
}
