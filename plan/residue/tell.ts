import type { ComponentFacts, Fact } from "../facts.ts";
import type { ResidueFinding } from "./item.ts";

const placeNames: readonly [keyof ComponentFacts, string][] = [
  ["service", "service"],
  ["registry", "registry key"],
  ["file", "executable"],
  ["product", "uninstall entry"],
];

/** A product by its four places: seen in any of them is there; unread in one and seen in none is unread. */
export function componentResidue(component: ComponentFacts): ResidueFinding {
  const places = placeNames.map(([place, name]) => ({ name, fact: component[place] as Fact<unknown> }));
  const there = places.filter(({ fact }) => "value" in fact && fact.value !== null);
  if (there.length > 0) {
    return { state: "there", measured: there.map(({ name }) => name).join(", ") };
  }
  const unread = places.flatMap(({ name, fact }) => ("unread" in fact ? [`${name}: ${fact.unread}`] : []));
  return unread.length > 0
    ? { state: "unread", measured: unread.join("; ") }
    : { state: "gone", measured: "in none of its four places" };
}
