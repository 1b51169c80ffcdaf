import { Agent } from "node:http";
import { commands, hasPing, isThere, PublicationCount, send, whole } from "./client.mjs";

/** Opens a session that polls. */
export async function open(server, { token, channel, heard, lost }) {
  const own = { ...server, agent: new Agent({ keepAlive: true, maxSockets: 1 }) };
  const opened = lines(await ask(own, "/connection/poll", commands(token, channel)));
  const { poll } = opened.head;
  let { batch } = opened.head;
  let text = opened.rest.toString();
  let turn = 0;
  let sent = 0;
  const next = async () => {
    const body = JSON.stringify({ poll, turn: ++turn, ack: batch });
    const answer = lines(await ask(own, "/connection/poll/next", body));
    batch = answer.head.batch ?? batch;
    return answer;
  };
  while (!isThere(text, channel)) {
    text += (await next()).rest;
  }
  let leaves = false;
  const listen = async () => {
    while (!leaves) {
      const { head, rest } = await next();
      heard(new PublicationCount().add(rest));
      if (hasPing(rest)) {
        const pong = `${JSON.stringify({ poll, turn: ++sent })}\n{}`;
        // One that fails is seen: the session ends.
        ask(server, "/connection/poll/send", pong).catch(() => {});
      }
      if (head.end) {
        throw new Error(`its session ended: ${rest}`);
      }
    }
  };
  listen().catch((failure) => leaves || lost(failure.message));
  return () => {
    leaves = true;
    own.agent.destroy();
  };
}

async function ask(server, path, body) {
  const response = await send(server, { path, body });
  const answer = await whole(response);
  if (response.statusCode >= 300) {
    throw new Error(`${path} answered ${response.statusCode}: ${answer}`);
  }
  return answer;
}

/** What is said of a poll, and the frame that follows. */
function lines(answer) {
  const end = answer.indexOf("\n");
  return end < 0
    ? { head: JSON.parse(answer.length > 0 ? answer : "{}"), rest: Buffer.alloc(0) }
    : { head: JSON.parse(answer.subarray(0, end)), rest: answer.subarray(end + 1) };
}
