import type { Message } from "parley-client";
import { describe, expect, it } from "vitest";
import { chunksOf, sameRows, type Row } from "../src/timeline.ts";

const NOON = new Date(2026, 10, 30, 12).getTime();

function message(offset: number, more: Partial<Message> = {}): Message {
  return {
    id: `m${offset}`,
    offset,
    user: "anna",
    name: "Anna",
    time: NOON + offset * 1000,
    data: { text: "hi" },
    own: false,
    status: "stored",
    error: null,
    ...more,
  };
}

function kinds(rows: readonly Row[]): string[] {
  return rows.map((row) =>
    row.kind === "message" ? (row.grouped ? "+" : "*") + row.key : row.kind,
  );
}

const rowsOf = (...given: Parameters<typeof chunksOf>) =>
  chunksOf(...given).flatMap(({ rows }) => rows);

describe("the timeline", () => {
  it("puts a day before the first message of each day", () => {
    const rows = rowsOf([message(1), message(2, { time: NOON + 86_400_000 })], [], null);
    expect(kinds(rows)).toEqual(["day", "*m1", "day", "*m2"]);
  });

  it("begins a day at midnight, also after a day of 23 or 25 hours, and where a clock was wrong", () => {
    const at = (day: number, hour: number, minute = 0) =>
      new Date(2026, 9, day, hour, minute).getTime();
    const times = [at(24, 23, 59), at(25, 0), at(25, 23, 59), at(26, 0), at(25, 12)];
    const rows = rowsOf(
      times.map((time, index) => message(index + 1, { time, user: `u${index}` })),
      [],
      null,
    );
    expect(kinds(rows)).toEqual(["day", "*m1", "day", "*m2", "*m3", "day", "*m4", "day", "*m5"]);
  });

  it("groups what one person writes within five minutes", () => {
    const late = NOON + 5 * 60_000 + 3000;
    const rows = rowsOf(
      [message(1), message(2), message(3, { time: late }), message(4, { user: "ben", time: late })],
      [],
      null,
    );
    expect(kinds(rows)).toEqual(["day", "*m1", "+m2", "*m3", "*m4"]);
  });

  it("shows a notice after the message that was the last one then, and ends the group there", () => {
    const notices = [
      { key: "n0", text: "Ben joined", at: NOON, after: null },
      { key: "n1", text: "Ben left", at: NOON, after: "m1" },
    ];
    const rows = rowsOf([message(1), message(2)], notices, null);
    expect(kinds(rows)).toEqual(["notice", "day", "*m1", "notice", "*m2"]);
  });

  it("shows the line for new messages above the first one", () => {
    expect(kinds(rowsOf([message(1), message(2)], [], "m2"))).toEqual(["day", "*m1", "new", "*m2"]);
    expect(kinds(rowsOf([message(1)], [], "not loaded"))).toEqual(["day", "*m1"]);
  });

  it("leaves the chunks below as they are when older messages come, so that they do not render", () => {
    const page = Array.from({ length: 100 }, (_, index) => message(201 + index));
    const older = Array.from({ length: 50 }, (_, index) => message(151 + index));
    const before = chunksOf(page, [], null);
    const after = chunksOf([...older, ...page], [], null);
    const last = before.at(-1)!;
    expect(after.at(-1)!.key).toBe(last.key);
    expect(sameRows(after.at(-1)!.rows, last.rows)).toBe(true);
    expect(after.length).toBeGreaterThan(before.length - 1);
  });

  it("has each message once, also those that are not stored yet", () => {
    const waiting = message(0, { id: "w", offset: null, status: "queued" });
    const chunks = chunksOf([message(63), message(64), waiting], [], null);
    expect(chunks.map(({ key }) => key)).toEqual(["at-0", "at-1", "waiting"]);
    expect(
      kinds(chunks.flatMap(({ rows }) => rows)).filter((kind) => kind.includes("w")),
    ).toHaveLength(1);
  });
});
