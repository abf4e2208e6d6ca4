import { chain, withValues } from "./estates.ts";

/** The dev estate in two forests, each with its Center. */
export const twoForests = chain(
  withValues(
    [["domains", 1, "forest"], "emea.contoso.test"],
    [
      ["centers", 1],
      {
        name: "atacenter2",
        forest: "emea.contoso.test",
        address: "127.0.0.1",
        port: 42122,
        hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
        console: "https://127.0.0.1:42123",
      },
    ],
  ),
);
