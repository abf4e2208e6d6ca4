import { type Document, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";

/** The dev estate with only these domain controllers (and only the gateways that watch none but them). */
export function onlyDomainControllers(...names: string[]): (dev: string) => string {
  return (dev) => {
    const document = parseDocument(dev);
    keep(document, "domainControllers", (entry) => names.includes(String(entry.get("name"))));
    keep(document, "standaloneGateways", (entry) =>
      (entry.get("watches") as YAMLSeq).items.every((item) => names.includes(String(item))),
    );
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
