import * as pulumi from "@pulumi/pulumi";
import { type RowState, rowStates } from "../plan/carryOver/rows.ts";
import { ChecklistRow } from "../resources/checklistRow.ts";
import type { MoveContext } from "./context.ts";

/** The settings only a person can make in the portal, one resource a row, with what that person attested. */
export class PortalChecklist extends pulumi.ComponentResource {
  private readonly rows: { row: RowState; resource: ChecklistRow }[];

  /** @param initialSync what a row that needs the initial sync waits for before it is done; none where nothing moves */
  constructor(
    name: string,
    { context, initialSync }: { context: MoveContext; initialSync: pulumi.Resource[] },
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("ata2mdi:index:PortalChecklist", name, {}, options);
    this.rows = rowStates(context.estate, context.carryOver).map((row) => ({
      row,
      resource: new ChecklistRow(
        `${name}-${row.key}`,
        {
          row: row.row,
          title: row.title,
          state: row.state,
          by: row.by,
          at: row.at,
          evidence: row.evidence,
        },
        { parent: this, dependsOn: row.needsInitialSync && row.state === "done" ? initialSync : [] },
      ),
    }));
    this.registerOutputs();
  }

  /** The rows that concern one Center: those of the whole estate, and its own. */
  resourcesFor(center: string): pulumi.Resource[] {
    return this.rowsFor(center).map(({ resource }) => resource);
  }

  /** Row → its state, for one Center: the rows of the whole estate and those of that Center. */
  statesFor(center: string): Record<string, pulumi.Output<"open" | "done" | "notApplicable">> {
    return Object.fromEntries(this.rowsFor(center).map(({ row, resource }) => [row.row, resource.state]));
  }

  private rowsFor(center: string) {
    return this.rows.filter(({ row }) => row.center === null || row.center === center);
  }

  /** Key of every row → its state; one whose initial sync did not come is still open. */
  get states(): Record<string, pulumi.Output<string>> {
    return Object.fromEntries(
      this.rows.map(({ row, resource }) => [
        row.key,
        pulumi.recover(resource.state as pulumi.Output<string>, () => "open"),
      ]),
    );
  }
}
