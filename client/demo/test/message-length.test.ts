import assert from "node:assert/strict";
import { describe, it } from "vitest";
import { LONGEST, tooLong } from "../src/message-length.ts";

describe("the length of a message", () => {
  it("is no matter up to the bound, and what is around the text does not count", () => {
    assert.equal(tooLong(""), "");
    assert.equal(tooLong(` ${"x".repeat(LONGEST)}\n`), "");
  });

  it("is told beyond it", () => {
    assert.match(tooLong("x".repeat(LONGEST + 1)), /4,000 characters.* 4,001 /);
    assert.match(tooLong("x".repeat(1_000_000)), / 1,000,000 /);
  });
});
