import * as pulumi from "@pulumi/pulumi";
import { rowStates } from "../plan/carryOver/rows.ts";
import { ChecklistRow } from "../resources/checklistRow.ts";
import type { MoveContext } from "./context.ts";

/** The settings only a person can make in the portal, one resource a row, with what that person attested. */
export class PortalChecklist extends pulumi.ComponentResource {
  /** Row → its resource. */
  readonly rows: ReadonlyMap<string, ChecklistRow>;

  constructor(name: string, context: MoveContext, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:PortalChecklist", name, {}, options);
    this.rows = new Map(
      rowStates(context.estate).map(({ row, title, state, by, at, evidence }) => [
        row,
        new ChecklistRow(
          `${name}-${row}`,
          { row, title, state, by: by ?? null, at: at ?? null, evidence: evidence ?? null },
          { parent: this },
        ),
      ]),
    );
    this.registerOutputs({});
  }
}
