import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { call, publish } from "../support/api.mjs";
import { roomName, userName } from "../support/names.mjs";
import { connectRaw, openRaw } from "../support/raw.mjs";
import { token } from "../support/token.mjs";

/** The application's data is the application's: what goes in comes out, character for character. */
const AS_WRITTEN = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "1.0",
  "1e3",
  "1E+3",
  "-1.50",
  "0.1",
  "9007199254740993",
  "123456789012345678901234567890",
  "1.7976931348623157e308",
  "1e400",
  '""',
  '"text"',
  '"caf\\u00e9"',
  '"café"',
  '"\\ud83d\\ude00"',
  '"😀"',
  '"\\/ \\" \\\\ \\b \\f \\n \\r \\t"',
  '"line\\nbreak"',
  '"\\u2028\\u2029"',
  '"\\u0000"',
  '"</script><!--"',
  '"\\ud800"',
  "[]",
  "{}",
  '[1,"2",null,[true,{"a":[]}]]',
  '{"b":1,"a":2}',
  '{ "spaces" : [ 1 , 2 ] }',
  '{"data":{"data":"data"},"channel":"room:x","id":7}',
  '{"":0,"with space":1,"ünïcödé":2}',
  '"{\\"id\\":1}\\n{\\"id\\":2}"',
];

/**
 * The data of a pushed publication as it stands in the frame.
 *
 * @param {import("../support/raw.mjs").RawSocket} raw
 * @param {number} offset
 */
async function pushedLine(raw, offset) {
  const isIt = (/** @type {any} */ item) => item.push?.pub?.offset === offset;
  await raw.received.until((items) => items.some(isIt), `publication ${offset}`);
  return raw.received.items.find(isIt).line;
}

describe("data", () => {
  it("comes out as it went in by the publish command: live and from history", async (t) => {
    const channel = roomName();
    const raw = await connectRaw(t);
    await raw.ask("subscribe", { channel });
    for (const [index, data] of AS_WRITTEN.entries()) {
      const id = index + 1;
      raw.send(`{"id":${id},"publish":{"channel":"${channel}","data":${data}}}`);
      assert.ok((await raw.reply(id)).publish, data);
      const line = await pushedLine(raw, id);
      assert.ok(line.includes(`"data":${data}`), `${data} came as ${line}`);
    }
    const history = await raw.ask("history", { channel, limit: -1 });
    assert.equal(history.history.publications.length, AS_WRITTEN.length);
    for (const data of AS_WRITTEN) {
      assert.ok(history.line.includes(`"data":${data}`), `${data} in history`);
    }
  });

  it("comes out as it went in by the HTTP API, the RPC and a recovery", async (t) => {
    const channel = roomName();
    const raw = await connectRaw(t);
    const { subscribe } = await raw.ask("subscribe", { channel });
    for (const data of AS_WRITTEN) {
      const { status, text } = await call("publish", `{"channel":"${channel}","data":${data}}`);
      assert.equal(status, 200, `${data}: ${text}`);
    }
    const rpc = AS_WRITTEN.length + 1;
    raw.send(
      `{"id":1,"rpc":{"method":"channel.publish","data":{"channel":"${channel}","data":1.0}}}`,
    );
    assert.equal((await raw.reply(1)).rpc.data.offset, rpc);
    for (const [index, data] of [...AS_WRITTEN, "1.0"].entries()) {
      const line = await pushedLine(raw, index + 1);
      assert.ok(line.includes(`"data":${data}`), `${data} came as ${line}`);
    }
    const late = await connectRaw(t);
    const { epoch, offset = 0 } = subscribe;
    const reply = await late.ask("subscribe", { channel, recover: true, epoch, offset });
    assert.equal(reply.subscribe.publications.length, rpc);
    for (const data of AS_WRITTEN) {
      assert.ok(reply.line.includes(`"data":${data}`), `${data} in the recovery`);
    }
  });

  it("may be pretty-printed in the HTTP API: no line break reaches a frame", async (t) => {
    const channel = roomName();
    const raw = await connectRaw(t);
    await raw.ask("subscribe", { channel });
    const data = { text: "two\nlines", list: [1, { deep: true }], empty: {} };
    for (const pretty of [
      JSON.stringify({ channel, data }, null, 2),
      JSON.stringify({ channel, data }, null, "\t").replaceAll("\n", "\r\n"),
    ]) {
      assert.equal((await call("publish", pretty)).status, 200);
    }
    for (const offset of [1, 2]) {
      const line = await pushedLine(raw, offset);
      assert.deepEqual(JSON.parse(line).push.pub.data, data);
    }
  });

  it("survives in every script of the world, whole and in parts of any size", async (t) => {
    const channel = roomName();
    const raw = await connectRaw(t);
    await raw.ask("subscribe", { channel });
    const words = "αβγ Привет 你好 こんにちは مرحبا שלום हिन्दी 👩‍👩‍👧‍👦 𝄞 ﬁ \u200d";
    const long = words.repeat(300);
    await publish(channel, { words: long });
    assert.equal(JSON.parse(await pushedLine(raw, 1)).push.pub.data.words, long);
  });

  it("of the user's id cannot break out of its place", async (t) => {
    const channel = roomName();
    const user = `q"\\\\</script>{}'${userName()}`;
    const raw = await connectRaw(t, user);
    await raw.ask("subscribe", { channel });
    await raw.ask("publish", { channel, data: 1 });
    assert.equal(JSON.parse(await pushedLine(raw, 1)).push.pub.info.user, user);
  });

  it("about the user arrives in every script", async (t) => {
    const channel = roomName();
    const user = `zoë-山田-${userName()}`;
    const name = 'Zoë 山田 😀 "quoted" <b>\nline';
    const raw = await openRaw(t);
    assert.ok((await raw.ask("connect", { token: await token(user, { name }) })).connect);
    await raw.ask("subscribe", { channel });
    await raw.ask("publish", { channel, data: 1 });
    const { info } = JSON.parse(await pushedLine(raw, 1)).push.pub;
    assert.equal(info.user, user);
    assert.deepEqual(info.conn_info, { name });
  });
});
