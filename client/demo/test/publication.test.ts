import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { read } from "../src/publication.ts";
import { snippets } from "../src/snippets.ts";

describe("reading a publication", () => {
  const info = { user: "alice", client: "c1", connInfo: { name: "Alice" } };

  it("reads what this page writes", () => {
    const data = { id: "x", text: "hello", sent: 5 };
    assert.deepEqual(read({ data, offset: 3, info }, 9), {
      offset: 3,
      id: "x",
      author: { user: "alice", name: "Alice" },
      text: "hello",
      at: 5,
    });
  });

  it("shows any other JSON as it is", () => {
    for (const [data, text] of [
      ["plain", "plain"],
      [7, "7"],
      [null, "null"],
      [[1, 2], "[1,2]"],
      [{ text: 7, sent: "yesterday", id: {} }, '{"text":7,"sent":"yesterday","id":{}}'],
    ] as const) {
      const publication = read({ data, offset: 1 }, null);
      assert.deepEqual(publication, { offset: 1, id: null, author: null, text, at: null });
    }
  });

  it("does not believe a time that no calendar has", () => {
    assert.equal(read({ data: { text: "x", sent: 1e300 }, offset: 1 }, 12).at, 12);
  });

  it("falls back to the user id where a client gave no name", () => {
    const nameless = { user: "bob", client: "c2", connInfo: { name: {} } };
    assert.equal(read({ data: "x", info: nameless }, null).author?.name, "bob");
  });
});

describe("the snippets", () => {
  it("name the server and the channel one is in", () => {
    for (const { title, code } of snippets(new URL("http://chat.test:9080/"), "room:blue")) {
      assert.match(code, /chat\.test:9080/, title);
      assert.match(code, /room:blue/, title);
    }
  });
});
