import { expect, test } from "@jest/globals";
import type { WorkspaceRef } from "../../../plan/declared.ts";
import { endpointsOf } from "../../../provider/graph/clouds.ts";

const workspace = {
  name: "contoso",
  tenantId: "11111111-2222-4333-8444-555555555555",
  clientId: "66666666-7777-4888-9999-000000000000",
  sensorApi: "https://contososensorapi.atp.azure.com/tri/sensor/api/ping",
  lab: null,
};

test.each([
  ["global", "graph.microsoft.com", "login.microsoftonline.com"],
  ["usGovL4", "graph.microsoft.us", "login.microsoftonline.us"],
  ["usGovL5", "dod-graph.microsoft.us", "login.microsoftonline.us"],
] as const)("%s is asked at %s with tokens of %s", (cloud, graph, authority) => {
  const endpoints = { graph: `https://${graph}`, authority: `https://${authority}` };
  expect(endpointsOf({ ...workspace, cloud })).toEqual(endpoints);
});

test.each(["china", "lab"])(
  "cloud %s without an address that is known is refused with the reason",
  (cloud) => {
    expect(() => endpointsOf({ ...workspace, cloud } as WorkspaceRef)).toThrow(
      /GRAPH-CLOUD.*no Defender for Identity in this cloud/s,
    );
  },
);
