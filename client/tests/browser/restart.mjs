import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { publish } from "../support/api.mjs";

/** A server may take its time to start on a small machine. */
const RETURN_MS = 60_000;

/**
 * Kills and starts the server while two tabs look on, one of them writing all the time.
 *
 * @param {string} command
 * @param {import("./tab.mjs").Tab} alice
 * @param {import("./tab.mjs").Tab} bob
 * @param {string} channel
 */
export async function proveRestart(command, alice, bob, channel) {
  for (const tab of [alice, bob]) {
    tab.networkMayFail = true;
  }
  const before = (await alice.messages()).length;
  const said = [];
  for (let number = 1; number <= 5; number++) {
    said.push(`before the restart ${number}`);
    await alice.say(said.at(-1) ?? "");
  }
  const restarted = runShell(command);
  await Promise.all([alice.status("reconnecting"), bob.status("reconnecting")]);
  for (let number = 1; number <= 3; number++) {
    said.push(`while it is down ${number}`);
    await alice.say(said.at(-1) ?? "");
  }
  await restarted;
  await Promise.all([alice.status("connected", RETURN_MS), bob.status("connected", RETURN_MS)]);
  said.push("published from outside");
  await publish(channel, { text: "published from outside" });
  for (const text of said) {
    await alice.stored(text, RETURN_MS);
    await bob.stored(text, RETURN_MS);
  }
  await alice.here({ alice: 1, bob: 1 });
  await bob.here({ alice: 1, bob: 1 });

  const messages = await alice.messages();
  assert.deepEqual(await bob.messages(), messages, "both tabs show the same");
  assert.deepEqual(
    messages.map((message) => message.offset),
    messages.map((_, index) => (messages[0]?.offset ?? 1) + index),
    "no offset is missing or there twice",
  );
  const after = messages.slice(before).map((message) => message.text);
  assert.deepEqual(after.sort(), said.sort(), "each message once");
  for (const tab of [alice, bob]) {
    tab.networkMayFail = false;
  }
}

/** @param {string} command */
function runShell(command) {
  return new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ["ignore", "ignore", "inherit"] });
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`the restart command exited with ${code}`)),
    );
  });
}
