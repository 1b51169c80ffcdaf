import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ownCodes, sentenceOf } from "../src/connection/reasons.js";

const read = (page: string) =>
  readFileSync(new URL(`../../../docs/${page}`, import.meta.url), "utf8");

/** The numbers in the first column of the tables of a chapter. */
function codesOf(text: string, chapter: string): number[] {
  const from = text.indexOf(`\n## ${chapter}\n`);
  const end = text.indexOf("\n## ", from + 1);
  return [...text.slice(from, end).matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
}

/** What no client of this package meets: 105 is prevented by centrifuge, the others are about commands that it does not send. */
const NOT_FOR_PEOPLE = new Set([105, 1007, 2000, 2500, 2501]);

describe("[N1] a code", () => {
  const protocol = read("protocol.md");
  const codes = [...codesOf(protocol, "Error codes"), ...codesOf(protocol, "Close codes")].filter(
    // HTTP statuses of a handshake reach no script.
    (code) => !NOT_FOR_PEOPLE.has(code) && !(code >= 400 && code < 600),
  );

  it("of the protocol has a sentence for people, and not the words of the server", () => {
    expect(codes.length).toBeGreaterThan(25);
    for (const code of codes) {
      expect(sentenceOf(code, "in other words"), String(code)).not.toBe("in other words");
    }
  });

  it("of the client is in the docs, with its name and sentence", () => {
    const page = read("client/connection.md");
    for (const [name, code] of Object.entries(ownCodes)) {
      const row = page.split("\n").find((line) => line.startsWith(`| ${code} | \`${name}\` | `));
      expect(row, name).toBeDefined();
      const sentence = sentenceOf(code, "elsewhere");
      if (sentence !== "elsewhere") {
        expect(row).toContain(sentence);
      }
    }
  });
});
