import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Message } from "../src/entries.ts";
import { MessageStore } from "../src/message-store.ts";
import type { RoomPublication } from "../src/publication.ts";

const alice = { user: "alice", name: "Alice" };
const bob = { user: "bob", name: "Bob" };

function publication(offset: number, more: Partial<RoomPublication> = {}): RoomPublication {
  return { offset, id: null, author: bob, text: `text ${offset}`, at: null, ...more };
}

function texts(store: MessageStore): string[] {
  return store.entries().map((entry) => entry.text);
}

function offsets(store: MessageStore): (number | null)[] {
  return store
    .entries()
    .map((entry) =>
      entry.kind === "message" && entry.delivery.state === "stored" ? entry.delivery.offset : null,
    );
}

const draft = (id: string, text = id) => ({ id, text, sent: 1 });

describe("the message store", () => {
  it("keeps publications in the order of their offsets, however they arrive", () => {
    const store = new MessageStore(alice);
    [3, 1, 5, 2, 4].forEach((offset) => store.add(publication(offset)));
    assert.deepEqual(offsets(store), [1, 2, 3, 4, 5]);
    assert.equal(store.oldest, 1);
    assert.equal(store.top, 5);
  });

  it("takes an offset once, when history and live publications overlap", () => {
    const store = new MessageStore(alice);
    assert.equal(store.add(publication(1)), true);
    assert.equal(store.add(publication(1)), false);
    [2, 1, 2, 3].forEach((offset) => store.add(publication(offset)));
    assert.deepEqual(offsets(store), [1, 2, 3]);
  });

  it("gives the same result for any shuffle of pages, live ones and repeats", () => {
    let seed = 42;
    const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
    for (let round = 0; round < 50; round++) {
      const store = new MessageStore(alice);
      const arrivals = Array.from({ length: 60 }, () => 1 + Math.floor(random() * 20));
      arrivals.forEach((offset) => store.add(publication(offset)));
      const expected = [...new Set(arrivals)].sort((a, b) => a - b);
      assert.deepEqual(offsets(store), expected, `arrivals ${arrivals}`);
    }
  });

  it("shows an own message at once, after everything that is stored", () => {
    const store = new MessageStore(alice);
    store.write(draft("a"));
    store.add(publication(1));
    store.write(draft("b"));
    store.add(publication(2));
    assert.deepEqual(texts(store), ["text 1", "text 2", "a", "b"]);
    assert.equal((store.entries()[2] as Message).delivery.state, "sending");
  });

  it("puts an own message in its place when the reply comes before its publication", () => {
    const store = new MessageStore(alice);
    store.write(draft("a"));
    store.stored("a", 1);
    const before = store.entries()[0]!.key;
    store.add(publication(1, { id: "a", author: alice, text: "a" }));
    assert.deepEqual(offsets(store), [1]);
    assert.equal(store.entries()[0]!.key, before, "its element in the page stays the same one");
  });

  it("puts an own message in its place when its publication comes before the reply", () => {
    const store = new MessageStore(alice);
    store.write(draft("a"));
    const before = store.entries()[0]!.key;
    store.add(publication(1, { id: "a", author: alice, text: "a" }));
    store.stored("a", 1);
    assert.deepEqual(offsets(store), [1]);
    assert.equal(store.entries()[0]!.key, before);
  });

  it("moves an own message behind one that reached the log before it", () => {
    const store = new MessageStore(alice);
    store.write(draft("a"));
    store.write(draft("b"));
    store.stored("b", 1);
    store.add(publication(2, { text: "bob was faster" }));
    store.stored("a", 3);
    assert.deepEqual(texts(store), ["b", "bob was faster", "a"]);
  });

  it("does not let another user's id make an own message disappear", () => {
    const store = new MessageStore(alice);
    store.write(draft("a", "mine"));
    store.add(publication(1, { id: "a", author: bob, text: "not yours" }));
    assert.deepEqual(texts(store), ["not yours", "mine"]);
  });

  it("keeps a failed message until a later recovery shows that it was stored after all", () => {
    const store = new MessageStore(alice);
    store.write(draft("a"));
    store.mark("a", { state: "failed", reason: "no answer", later: true });
    assert.equal((store.entries()[0] as Message).delivery.state, "failed");
    store.add(publication(7, { id: "a", author: alice, text: "a" }));
    store.mark("a", { state: "sending" });
    assert.deepEqual(offsets(store), [7]);
  });

  it("keeps notices where they happened", () => {
    const store = new MessageStore(alice);
    store.add(publication(5));
    store.notice("Bob left", 1);
    store.notice("Bob joined", 2);
    store.add(publication(6));
    store.add(publication(4));
    assert.deepEqual(texts(store), ["text 4", "text 5", "Bob left", "Bob joined", "text 6"]);
  });

  it("forgets the log on a reset and keeps what is unsent", () => {
    const store = new MessageStore(alice);
    store.add(publication(9));
    store.notice("Bob left", 1);
    store.write(draft("a"));
    store.reset();
    assert.deepEqual(texts(store), ["a"]);
    assert.equal(store.oldest, null);
    store.add(publication(1));
    assert.deepEqual(texts(store), ["text 1", "a"]);
  });

  it("drops the oldest when it is trimmed, and takes them back from history", () => {
    const store = new MessageStore(alice);
    [1, 2, 3, 4].forEach((offset) => store.add(publication(offset)));
    assert.equal(store.trim(4), false);
    assert.equal(store.trim(2), true);
    assert.equal(store.oldest, 3);
    store.add(publication(2));
    assert.deepEqual(offsets(store), [2, 3, 4]);
  });

  it("keeps the order of arrival where the channel has no log", () => {
    const store = new MessageStore(alice);
    store.add(publication(0, { text: "one" }));
    store.add(publication(0, { text: "two" }));
    assert.deepEqual(texts(store), ["one", "two"]);
    assert.equal(store.oldest, null);
  });

  it("never changes an entry in place", () => {
    const store = new MessageStore(alice);
    store.write(draft("a"));
    const before = store.entries()[0];
    store.mark("a", { state: "failed", reason: "no", later: false });
    assert.notEqual(store.entries()[0], before);
  });
});
