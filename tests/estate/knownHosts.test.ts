import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { hostOf, parseKnownHosts, pinnedKey } from "../../estate/knownHosts.ts";
import { anyText } from "../support/anyText.ts";

/** A public key line of a type: bytes that begin as the wire format wants, and then whatever the seed says. */
function keyOf(type: string, seed: number): string {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return `${type} ${Buffer.concat([length, name, Buffer.alloc(36, seed)]).toString("base64")}`;
}

const ED = keyOf("ssh-ed25519", 1);
const RSA = keyOf("ssh-rsa", 2);
const EC = keyOf("ecdsa-sha2-nistp256", 3);

// Lines that `ssh-keygen -H` of OpenSSH wrote for [127.0.0.1]:42101.
const HASHED = [
  "|1|Te0ydbDphXN8Sd2Ao7N7uHplQQY=|4n7wK3hM3CBIxutyMkCcgS1/xII= ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBIgw5emFb5TiY+djtQPJxkfGMo4Q4F8sPD7S55v0ARPXB0Fk2zOxD0RNG4HSimC+bD5Za7AlCt3BFoSCPTccX2E=",
  "|1|19S3I+5+OeJJkx9vZTlhyqjCC7A=|0AYchKYjWjy9qSl0L21v+z2eRo0= ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILMrMO/lWuZmU9Uqamm79mCoXFnft2Z+9eExJ+FzaqRg c",
].join("\n");

const pinned = (text: string, name: string) => pinnedKey(parseKnownHosts(text), name);

describe("how a host is named", () => {
  test.each([
    ["dc01.contoso.com", 22, "dc01.contoso.com"],
    ["DC01.Contoso.com", 2222, "[dc01.contoso.com]:2222"],
    ["127.0.0.1", 42101, "[127.0.0.1]:42101"],
  ])("%s port %d", (address, port, name) => {
    expect(hostOf(address, port)).toBe(name);
  });
});

describe("the key of a host", () => {
  test.each<[string, string, string, string | undefined]>([
    ["a plain name", `dc01 ${ED}`, "dc01", ED],
    ["another name", `dc01 ${ED}`, "dc011", undefined],
    ["a name in another case", `DC01.Contoso.com ${ED}`, "dc01.contoso.com", ED],
    ["one of several names, with a comment", `a,dc01,b ${ED} me@here`, "dc01", ED],
    ["a name with its port", `[127.0.0.1]:42101 ${ED}`, "[127.0.0.1]:42101", ED],
    ["a name with another port", `[127.0.0.1]:42102 ${ED}`, "[127.0.0.1]:42101", undefined],
    ["a name without port, asked with one", `127.0.0.1 ${ED}`, "[127.0.0.1]:42101", undefined],
    ["a pattern", `*.contoso.com ${ED}`, "dc01.contoso.com", ED],
    ["a pattern for one letter", `dc0? ${ED}`, "dc07", ED],
    ["a pattern whose dot is a dot", `dc.contoso* ${ED}`, "dcxcontoso.com", undefined],
    ["a pattern for ports", `[127.0.0.1]:421?? ${ED}`, "[127.0.0.1]:42101", ED],
    ["a pattern with an exception", `!dc02,dc* ${ED}`, "dc02", undefined],
    ["the same pattern for others", `!dc02,dc* ${ED}`, "dc03", ED],
    ["Ed25519 before RSA and ECDSA", `dc01 ${RSA}\ndc01 ${EC}\ndc01 ${ED}`, "dc01", ED],
    ["ECDSA before RSA", `dc01 ${RSA}\ndc01 ${EC}`, "dc01", EC],
    ["RSA alone", `dc01 ${RSA}`, "dc01", RSA],
    ["a line twice", `dc01 ${ED}\ndc01 ${ED} again`, "dc01", ED],
    ["a type nobody pins", `dc01 ${keyOf("ssh-dss", 1)}`, "dc01", undefined],
    ["a certificate authority", `@cert-authority dc01 ${ED}`, "dc01", undefined],
    ["comments, empty lines and line ends of Windows", `# dc01\r\n\r\n  dc01 ${ED}\r\n`, "dc01", ED],
    [
      "a hashed name",
      HASHED,
      "[127.0.0.1]:42101",
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILMrMO/lWuZmU9Uqamm79mCoXFnft2Z+9eExJ+FzaqRg",
    ],
    ["a hashed name of another", HASHED, "[127.0.0.1]:42102", undefined],
    ["a hash of an unknown version", HASHED.replaceAll("|1|", "|2|"), "[127.0.0.1]:42101", undefined],
  ])("%s", (_name, text, host, key) => {
    const found = pinned(text, host);
    expect(found.kind === "pinned" ? found.key : undefined).toBe(key);
  });

  test("two different keys of one type are not chosen from", () => {
    const text = `dc01 ${ED}\ndc02 ${ED}\ndc01 ${keyOf("ssh-ed25519", 9)}`;
    expect(pinned(text, "dc01")).toEqual({ kind: "ambiguous", lines: [1, 3] });
    expect(pinned(text, "dc02")).toMatchObject({ kind: "pinned" });
  });

  test("a revoked key pins nobody it is revoked for", () => {
    expect(pinned(`@revoked * ${ED}\ndc01 ${ED}`, "dc01")).toEqual({ kind: "revoked", line: 1 });
    expect(pinned(`@revoked dc02 ${ED}\ndc01 ${ED}`, "dc01")).toMatchObject({ kind: "pinned" });
    expect(pinned(`@revoked * ${RSA}\ndc01 ${ED}`, "dc01")).toMatchObject({ kind: "pinned" });
  });

  test("lines that cannot be read are known, and do not hide the others", () => {
    const wrongType = `dc01 ssh-ed25519 ${RSA.split(" ")[1]}`;
    const known = parseKnownHosts(`dc01\ndc01 ssh-ed25519\n${wrongType}\ndc01 ssh-ed25519 ???\ndc01 ${ED}`);
    expect(known.unreadable).toEqual([1, 2, 3, 4]);
    expect(pinnedKey(known, "dc01")).toEqual({ kind: "pinned", key: ED, line: 5 });
  });

  test("any text at all pins nobody by chance and never throws", () => {
    fc.assert(
      fc.property(anyText({ maxLength: 200 }), fc.string(), (text, host) => {
        expect(pinned(text, host)).toEqual({ kind: "none" });
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[|!*?,a-z0-9[\]:.]{1,30}$/), (names) => {
        expect(["pinned", "none"]).toContain(pinned(`${names} ${ED}`, "dc01").kind);
      }),
    );
  });
});
