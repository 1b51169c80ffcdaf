import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { roomName, userName } from "../support/names.mjs";
import { connectRaw, openRaw } from "../support/raw.mjs";
import { token } from "../support/token.mjs";

/** Frames that are no commands at all. Each ends the connection with 3501 and does no harm to anybody else. */
/** @type {[string, string | Buffer][]} */
const HOPELESS = [
  ["broken JSON", '{"id":1,'],
  ["plain text", "hello"],
  ["a JSON string", '"subscribe"'],
  ["a JSON number", "42"],
  ["null", "null"],
  ["a list of commands", '[{"id":1,"ping":{}}]'],
  ["a good command and then broken JSON", '{"id":1,"ping":{}}\n{"id":2'],
  ["two values without an object", "1\n2"],
  ["a stray closing brace", '{"id":1,"ping":{}}}'],
  ["a comment", '{"id":1,"ping":{}/* */}'],
  ["single quotes", "{'id':1,'ping':{}}"],
  ["a trailing comma", '{"id":1,"ping":{},}'],
  ["NaN", '{"id":NaN,"ping":{}}'],
  ["a raw line break in a string", '{"id":1,"rpc":{"method":"a\nb"}}'],
  ["a raw control character in a string", '{"id":1,"rpc":{"method":"a\u0001b"}}'],
  ["a lone escape", '{"id":1,"rpc":{"method":"\\x"}}'],
  ["a number with a leading zero", '{"id":01,"ping":{}}'],
  ["brackets without end", "[".repeat(100_000)],
  ["objects without end", '{"a":'.repeat(20_000)],
  ["an unknown command", '{"id":1,"dance":{}}'],
  ["an id without a command", '{"id":1}'],
  ["a command without an id", '{"ping":{}}'],
  ["the id 0", '{"id":0,"ping":{}}'],
  ["a negative id", '{"id":-1,"ping":{}}'],
  ["a fraction as id", '{"id":1.5,"ping":{}}'],
  ["a text as id", '{"id":"1","ping":{}}'],
  ["a list as id", '{"id":[1],"ping":{}}'],
  ["an id beyond 32 bits", '{"id":4294967296,"ping":{}}'],
  ["an id beyond every number", `{"id":${"9".repeat(400)},"ping":{}}`],
  ["two commands in one object", '{"id":1,"ping":{},"presence":{"channel":"room:a"}}'],
  ["the same key twice", '{"id":1,"id":2,"ping":{}}'],
  ["the same key twice inside", '{"id":1,"presence":{"channel":"room:a","channel":"room:b"}}'],
  ["a second connect", '{"id":1,"connect":{}}'],
];

/** As large as a message may be by default. */
const frameBytes = (128 + 2 * Number(process.env.PARLEY_SUBSCRIPTIONS ?? 128)) * 1024;

describe("a frame", () => {
  for (const [what, frame] of HOPELESS) {
    it(`closes with 3501 when it holds ${what} [A2]`, async (t) => {
      const raw = await connectRaw(t);
      raw.send(frame);
      assert.equal((await raw.closed()).code, 3501);
    });
  }

  it("closes with 3501 when it is empty [A2]", async (t) => {
    const raw = await connectRaw(t);
    raw.send("");
    assert.equal((await raw.closed()).code, 3501);
  });

  it("closes when it is binary, which the JSON protocol has not [A2]", async (t) => {
    const raw = await connectRaw(t);
    raw.send(Buffer.from([0x00, 0xff, 0x80, 0x01]));
    const { code } = await raw.closed();
    assert.ok([1003, 3501, 3506].includes(code), `closed with ${code}`);
  });

  it("closes with 1007 or 3501 when it is text but not UTF-8 [A2]", async (t) => {
    const raw = await connectRaw(t);
    raw.socket.send(Buffer.from([0x22, 0xff, 0xfe, 0x22]), { binary: false });
    const { code } = await raw.closed();
    assert.ok([1007, 3501].includes(code), `closed with ${code}`);
  });

  it("closes with 1009 when it is larger than 128 KiB and 2 KiB a subscription [A2]", async (t) => {
    const raw = await connectRaw(t);
    raw.send(JSON.stringify({ id: 1, send: { data: "x".repeat(frameBytes) } }));
    assert.equal((await raw.closed()).code, 1009);
  });

  it("may be nearly as large, and be empty objects to answer a ping", async (t) => {
    const raw = await connectRaw(t);
    raw.send("{}");
    raw.send("{}\n{}\n");
    raw.send(`${" ".repeat(frameBytes - 1024)}{"id":5,"ping":{}}`);
    assert.ok((await raw.reply(5)).ping);
  });

  it("may end in a line break, hold blank lines, and separate commands as it likes", async (t) => {
    const raw = await connectRaw(t);
    raw.send(
      '\n{"id":1,"ping":{}}\n\n{"id":2,"ping":{}}\r\n{"id":3,"ping":{}}{"id":4,"ping":{}}\n',
    );
    for (const id of [1, 2, 3, 4]) {
      assert.deepEqual((await raw.reply(id)).ping, {});
    }
  });

  it("answers 111 to the commands of a frame beyond those allowed, and does the others [C8]", async (t) => {
    const raw = await connectRaw(t);
    const most = Number(process.env.PARLEY_COMMANDS_PER_FRAME ?? 2048);
    const frame = Array.from({ length: most + 2 }, (_, i) => `{"id":${i + 1},"ping":{}}`);
    raw.send(frame.join("\n"));
    assert.equal((await raw.reply(most + 2)).error.code, 111);
    assert.equal((await raw.reply(most + 1)).error.temporary, true);
    assert.ok((await raw.reply(most)).ping);
    assert.ok((await raw.ask("ping", {})).ping, "the session goes on");
  });

  it("may arrive in fragments that cut a character in two", async (t) => {
    const raw = await connectRaw(t);
    const channel = roomName();
    await raw.ask("subscribe", { channel });
    const frame = Buffer.from(`{"id":5,"publish":{"channel":"${channel}","data":"é😀"}}`);
    for (let at = 0; at < frame.length; at += 3) {
      const last = at + 3 >= frame.length;
      raw.socket.send(frame.subarray(at, at + 3), { binary: false, fin: last });
    }
    assert.ok((await raw.reply(5)).publish);
    await raw.received.until((items) => items.some((item) => item.push?.pub?.data === "é😀"), "it");
  });

  it("may repeat an id: every command is answered", async (t) => {
    const raw = await connectRaw(t);
    raw.send('{"id":9,"ping":{}}\n{"id":9,"ping":{}}');
    await raw.received.until((items) => items.filter((item) => item.id === 9).length === 2, "both");
  });

  it("may use the largest id", async (t) => {
    const raw = await connectRaw(t);
    raw.send('{"id":4294967295,"ping":{}}');
    assert.deepEqual((await raw.reply(4294967295)).ping, {});
  });

  it("may hold fields that nobody knows", async (t) => {
    const raw = await connectRaw(t);
    raw.send('{"id":1,"ping":{"later":[1,{}]},"from":"the future","nested":{"a":[null]}}');
    assert.ok((await raw.reply(1)).ping);
  });
});

describe("before the connect command", () => {
  const early = [
    ["subscribe", { channel: "room:a" }],
    ["publish", { channel: "room:a", data: 1 }],
    ["presence", { channel: "room:a" }],
    ["history", { channel: "room:a" }],
    ["rpc", { method: "channel.publish", data: {} }],
    ["refresh", { token: "x" }],
    ["ping", {}],
  ];
  for (const [name, request] of early) {
    it(`${name} closes with 3501 [A2]`, async (t) => {
      const raw = await openRaw(t);
      raw.send(JSON.stringify({ id: 1, [/** @type {string} */ (name)]: request }));
      assert.equal((await raw.closed()).code, 3501);
    });
  }

  it("send closes with 3501 [A2]", async (t) => {
    const raw = await openRaw(t);
    raw.send('{"send":{"data":1}}');
    assert.equal((await raw.closed()).code, 3501);
  });

  it("commands may follow the connect command in the same frame", async (t) => {
    const raw = await openRaw(t);
    const channel = roomName();
    raw.send(
      [
        JSON.stringify({ id: 1, connect: { token: await token(userName()) } }),
        JSON.stringify({ id: 2, subscribe: { channel } }),
        JSON.stringify({ id: 3, publish: { channel, data: "at once" } }),
      ].join("\n"),
    );
    for (const [id, name] of [
      [1, "connect"],
      [2, "subscribe"],
      [3, "publish"],
    ]) {
      assert.ok((await raw.reply(Number(id)))[/** @type {string} */ (name)], String(name));
    }
  });

  it("a hostile neighbour does not disturb a session [A2]", async (t) => {
    const channel = roomName();
    const good = await connectRaw(t);
    await good.ask("subscribe", { channel });
    for (const [, frame] of HOPELESS.slice(0, 8)) {
      const bad = await openRaw(t);
      bad.send(frame);
      assert.equal((await bad.closed()).code, 3501);
    }
    assert.ok((await good.ask("publish", { channel, data: "still here" })).publish);
  });
});
