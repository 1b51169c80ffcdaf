import assert from "node:assert/strict";

/**
 * Takes one tab's connection away while it writes and others write, and gives it back.
 *
 * @param {import("./tab.mjs").Tab} carol not opened yet
 * @param {import("./tab.mjs").Tab} alice in the same room
 * @param {string} base
 * @param {string} room
 */
export async function proveTunnel(carol, alice, base, room) {
  carol.networkMayFail = true;
  let up = true;
  /** @type {Set<import("playwright-core").WebSocketRoute>} */
  const sockets = new Set();
  await carol.page.routeWebSocket(/connection\/websocket/, (socket) => {
    if (up) {
      sockets.add(socket);
      socket.connectToServer();
    } else {
      void socket.close({ code: 1001 });
    }
  });
  await carol.visit(base, { user: "carol", room });
  await carol.say("before");
  await carol.stored("before");
  up = false;
  await Promise.all([...sockets].map((socket) => socket.close({ code: 1001 })));
  await carol.status("reconnecting");
  await carol.say("written in a tunnel");
  await alice.say("said meanwhile");
  await alice.stored("said meanwhile");
  up = true;
  await carol.status("connected");
  await carol.stored("written in a tunnel");
  await carol.stored("said meanwhile");
  await alice.stored("written in a tunnel");
  assert.equal(await alice.message("written in a tunnel").count(), 1);
  assert.equal(await carol.message("written in a tunnel").count(), 1);
  await carol.page.close();
}
