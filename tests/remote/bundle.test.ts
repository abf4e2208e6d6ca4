import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { bundleFiles, bundleFolderPath, bundleHash, hashFiles } from "../../remote/bundle.ts";

test("the bundle's folder is named relative to the project, so that state is the same on every machine", () => {
  expect(bundleFolderPath()).toBe("remote/powershell");
});

test("the entry script is in the bundle", () => {
  expect(bundleFiles().map((file) => file.path)).toContain("Invoke-Step.ps1");
});

test("files are plain ASCII with Unix line ends: Windows PowerShell reads anything else by the host's code page", () => {
  const bad = bundleFiles().filter((file) => /[^\t\n -~]/.test(file.bytes.toString("latin1")));
  expect(bad.map((file) => file.path)).toEqual([]);
});

test("the hash depends on every name and every byte, and not on the order", () => {
  const file = fc.record({
    path: fc.stringMatching(/^[a-z]{1,8}\.ps1$/),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  });
  const files = fc.uniqueArray(file, { minLength: 2, maxLength: 5, selector: (one) => one.path });
  fc.assert(
    fc.property(files, fc.nat(), (all, pick) => {
      const hash = hashFiles(all);
      expect(hashFiles([...all].reverse())).toBe(hash);
      const index = pick % all.length;
      const changed = all.map((one, at) =>
        at === index ? { ...one, bytes: Buffer.concat([one.bytes, Buffer.from([0])]) } : one,
      );
      const renamed = all.map((one, at) => (at === index ? { ...one, path: `z${one.path}` } : one));
      expect(hashFiles(changed)).not.toBe(hash);
      expect(hashFiles(renamed)).not.toBe(hash);
      expect(hashFiles(all.slice(1))).not.toBe(hash);
    }),
  );
  expect(bundleHash()).toBe(hashFiles(bundleFiles()));
});
