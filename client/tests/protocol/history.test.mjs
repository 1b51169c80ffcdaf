import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { publish } from "../support/api.mjs";
import { connect, subscribe } from "../support/client.mjs";
import { rejection } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";

describe("history", () => {
  const room = roomName("history");
  let epoch = "";

  before(async () => {
    for (let i = 1; i <= 10; i++) {
      ({ epoch } = await publish(room, i));
    }
  });

  /** @param {import("centrifuge").HistoryResult} result */
  const offsets = (result) => result.publications.map(({ offset }) => offset);

  /** @type {[string, import("centrifuge").HistoryOptions, number[]][]} */
  const questions = [
    ["nothing but the position with limit 0", { limit: 0 }, []],
    ["the oldest with a limit", { limit: 3 }, [1, 2, 3]],
    ["everything with limit -1", { limit: -1 }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ["everything with a limit beyond the end", { limit: 50 }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ["the newest first in reverse", { limit: 3, reverse: true }, [10, 9, 8]],
    ["everything in reverse", { limit: -1, reverse: true }, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ];
  for (const [what, options, expected] of questions) {
    it(`gives ${what}`, async (t) => {
      const result = await (await subscribe(await connect(t), room)).history(options);
      assert.deepEqual(offsets(result), expected);
      assert.equal(result.offset, 10);
      assert.equal(result.epoch, epoch);
      result.publications.forEach(({ offset, data }) => assert.equal(data, offset));
    });
  }

  /** @type {[string, number, boolean, number[]][]} */
  const pages = [
    ["after a position", 7, false, [8, 9, 10]],
    ["after the end: nothing", 10, false, []],
    ["before a position in reverse", 4, true, [3, 2, 1]],
    ["before the first: nothing", 1, true, []],
  ];
  for (const [what, offset, reverse, expected] of pages) {
    it(`gives what lies ${what}`, async (t) => {
      const subscription = await subscribe(await connect(t), room);
      const result = await subscription.history({ limit: 5, since: { offset, epoch }, reverse });
      assert.deepEqual(offsets(result), expected);
    });
  }

  it("answers 112 when the epoch is another one", async (t) => {
    const subscription = await subscribe(await connect(t), room);
    const since = { offset: 3, epoch: "another" };
    assert.equal((await rejection(subscription.history({ limit: 5, since }))).code, 112);
  });

  it("says who published", async (t) => {
    const user = userName();
    const subscription = await subscribe(await connect(t, { user, name: "Ann" }), roomName());
    await subscription.publish("hello");
    const { publications } = await subscription.history({ limit: 1 });
    assert.equal(publications[0]?.info?.user, user);
    assert.deepEqual(publications[0]?.info?.connInfo, { name: "Ann" });
  });

  it("of an untouched room is empty, at offset 0, with an epoch that stays", async (t) => {
    const subscription = await subscribe(await connect(t), roomName());
    const empty = await subscription.history({ limit: -1 });
    assert.deepEqual(empty.publications, []);
    assert.equal(empty.offset, 0);
    await subscription.publish("first");
    const after = await subscription.history({ limit: -1 });
    assert.equal(after.offset, 1);
    assert.equal(after.epoch, empty.epoch);
  });

  it("is readable by subscribers only: 103", async (t) => {
    const client = await connect(t);
    assert.equal((await rejection(client.history(room, { limit: 1 }))).code, 103);
  });

  it("is answered with 108 where a namespace keeps none", async (t) => {
    const subscription = await subscribe(await connect(t), `event:${userName()}`);
    assert.equal((await rejection(subscription.history({ limit: 1 }))).code, 108);
  });
});
