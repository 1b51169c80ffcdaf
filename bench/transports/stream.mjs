import { commands, hasPing, isThere, PublicationCount, send, whole } from "./client.mjs";

/** A kind of stream whose client sends its commands by requests. */
export function streaming(path) {
  return (server, { token, channel, heard, lost }) =>
    listen(server, {
      path,
      body: commands(token, channel),
      isThere: (text) => isThere(text, channel),
      pong: (text) => pong(server, text),
      heard,
      lost,
    });
}

/** A kind of stream whose client sends nothing. */
export function pushing(path) {
  return (server, { token, channel, heard, lost }) =>
    listen(server, {
      path,
      body: JSON.stringify({ token, subs: channel ? { [channel]: {} } : {} }),
      isThere: (text) => text.includes('"connect":{'),
      pong: () => () => {},
      heard,
      lost,
    });
}

async function listen(server, { path, body, isThere: isReady, pong: pongOf, heard, lost }) {
  const response = await send({ ...server, agent: false }, { path, body });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`${path} answered ${response.statusCode}`);
  }
  return new Promise((resolve) => {
    const count = new PublicationCount();
    let known = "";
    let answer;
    let leaves = false;
    response.on("data", (bytes) => {
      if (known !== undefined) {
        known += bytes;
        if (isReady(known)) {
          answer = pongOf(known);
          known = undefined;
          resolve(() => {
            leaves = true;
            response.destroy();
          });
        }
      } else {
        heard(count.add(bytes));
        if (hasPing(bytes)) {
          answer();
        }
      }
    });
    response.on("error", () => {}); // its close follows
    response.on("close", () => leaves || lost("its stream ended"));
  });
}

/** How a client answers pings that has been answered so. */
function pong(server, text) {
  const session = /"session":"([^"]+)"/.exec(text)[1];
  const node = /"node":"([^"]+)"/.exec(text)[1];
  const body = JSON.stringify({ session, node, data: "{}" });
  // One that fails is seen: the session ends.
  return () => send(server, { path: "/emulation", body }).then(whole, () => {});
}
