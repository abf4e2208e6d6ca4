import { type Document, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";

/** The dev estate with only these domain controllers, and only the domains, sites and gateways that are theirs. */
export function onlyDomainControllers(...names: string[]): (dev: string) => string {
  return (dev) => {
    const document = parseDocument(dev);
    keep(document, "domainControllers", (entry) => names.includes(String(entry.get("name"))));
    keep(document, "standaloneGateways", (entry) =>
      (entry.get("watches") as YAMLSeq).items.every((item) => names.includes(String(item))),
    );
    const used = (key: string) =>
      new Set((document.get("domainControllers") as YAMLSeq<YAMLMap>).items.map((dc) => dc.get(key)));
    keep(document, "domains", (entry) => used("domain").has(entry.get("name")));
    keep(document, "sites", (entry) => used("site").has(entry.get("name")));
    // A forest needs its root domain: the first domain that is left becomes it.
    const domains = (document.get("domains") as YAMLSeq<YAMLMap>).items;
    const root = domains[0]?.get("name");
    for (const domain of domains) domain.set("forest", root);
    for (const center of (document.get("centers") as YAMLSeq<YAMLMap>).items) {
      center.set("forest", root);
      center.delete("domain");
    }
    return document.toString();
  };
}

/** Sets values by their path, for example `["policy", "soak"]` or `["centers", 0, "then"]`. */
export function withValues(
  ...values: [path: (string | number)[], value: unknown][]
): (text: string) => string {
  return (text) => {
    const document = parseDocument(text);
    for (const [path, value] of values) document.setIn(path, document.createNode(value));
    return document.toString();
  };
}

/** Edits one after the other. */
export function chain(...edits: ((text: string) => string)[]): (text: string) => string {
  return (text) => edits.reduce((edited, edit) => edit(edited), text);
}

function keep(document: Document, section: string, wanted: (entry: YAMLMap) => boolean): void {
  const list = document.get(section) as YAMLSeq<YAMLMap> | undefined;
  if (list) list.items = list.items.filter(wanted);
}
