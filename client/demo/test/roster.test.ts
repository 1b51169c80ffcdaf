import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Roster } from "../src/roster.ts";

const info = (user: string, client: string, name = user) => ({ user, client, connInfo: { name } });

describe("the roster", () => {
  it("tells a user's first client and last, not those between", () => {
    const roster = new Roster();
    assert.equal(roster.join(info("alice", "1"))?.user, "alice");
    assert.equal(roster.join(info("alice", "2")), null);
    assert.deepEqual(roster.members(""), [{ user: "alice", name: "alice", clients: 2 }]);
    assert.equal(roster.leave(info("alice", "1")), null);
    assert.equal(roster.leave(info("alice", "2"))?.user, "alice");
    assert.deepEqual(roster.members(""), []);
  });

  it("takes a repeated join for one, and a leave of nobody for nothing", () => {
    const roster = new Roster();
    roster.join(info("alice", "1"));
    assert.equal(roster.join(info("alice", "1")), null);
    assert.equal(roster.leave(info("bob", "9")), null);
    assert.equal(roster.members("")[0]?.clients, 1);
  });

  it("lists oneself first and the others by name", () => {
    const roster = new Roster();
    roster.snapshot([info("z", "1", "Zoe"), info("a", "2", "Ann"), info("m", "3", "Me")]);
    assert.deepEqual(
      roster.members("m").map((member) => member.name),
      ["Me", "Ann", "Zoe"],
    );
  });

  it("does not announce people again who were here before the connection broke", () => {
    const roster = new Roster();
    roster.snapshot([info("alice", "1"), info("bob", "2")]);
    roster.suspend();
    assert.equal(roster.members("").length, 2, "until it is known better, they are shown");
    roster.snapshot([info("alice", "3")]);
    assert.equal(roster.join(info("bob", "4")), null);
    assert.deepEqual(roster.settle(), []);
  });

  it("tells in the end who did not come back", () => {
    const roster = new Roster();
    roster.snapshot([info("alice", "1"), info("bob", "2")]);
    roster.suspend();
    roster.snapshot([info("alice", "3")]);
    assert.deepEqual(
      roster.settle().map((author) => author.user),
      ["bob"],
    );
    assert.equal(roster.members("").length, 1);
  });
});
