import assert from "node:assert/strict";
import { describe, it } from "vitest";
import { address, clean, identify, roomName, serverOf, userId } from "../src/identity.ts";

function memory(entries: Record<string, string> = {}) {
  const map = new Map(Object.entries(entries));
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  };
}

describe("identity", () => {
  it("makes up a friendly name and keeps it for the tab", () => {
    const tab = memory();
    const first = identify("", tab, () => 0);
    assert.deepEqual(first, { user: "amber-badger", name: "Amber Badger", room: "general" });
    assert.deepEqual(
      identify("", tab, () => 0.99),
      first,
    );
  });

  it("lets the address win", () => {
    const tab = memory({ "parley.name": "Old", "parley.room": "old" });
    assert.deepEqual(
      identify("?user=alice&room=general", tab, () => 0),
      { user: "alice", name: "alice", room: "general" },
    );
  });

  it("writes an address that reads back the same", () => {
    const back = identify(address("Zoë & co", "a.b"), memory(), () => 0);
    assert.deepEqual(back, { user: "zoë-co", name: "Zoë & co", room: "a.b" });
  });

  it("accepts room names that are safe to paste into a shell, and no others", () => {
    assert.equal(roomName(" Team Blue "), "team-blue");
    assert.equal(roomName("#general"), "general");
    for (const bad of ["", "a'b", "$(rm)", "a:b", "-x", "x".repeat(65), null]) {
      assert.equal(roomName(bad), null, String(bad));
    }
  });

  it("finds the server from where the page lies", () => {
    const origin = "http://chat.test:9080";
    for (const [pathname, server] of [
      ["/", "/"],
      ["/demo/", "/"],
      ["/demo/index.html", "/"],
      ["/parley/", "/parley/"],
      ["/parley/demo/", "/parley/"],
      ["/mydemo/", "/mydemo/"],
    ] as const) {
      assert.equal(serverOf({ origin, pathname }).href, origin + server, pathname);
    }
  });

  it("never ends up without a name or a user id", () => {
    assert.equal(clean("  \u0000 \n "), null);
    assert.equal(clean("a".repeat(50))?.length, 40);
    assert.equal(userId("!!!"), "guest");
    assert.equal(userId("山田 太郎"), "山田-太郎");
  });
});
