import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { publish } from "../support/api.mjs";
import { close } from "./people.mjs";

/** A server may take its time to start on a small machine. */
const RETURN_MS = 60_000;

/**
 * Kills and starts the server while two people look on, one of them writing all the time.
 *
 * @param {import("./steps.mjs").Steps} steps
 * @param {import("./people.mjs").People} people
 */
export async function proveRestart(steps, people) {
  const command = process.env.PARLEY_RESTART_CMD;
  const name = "nothing is lost when the server is killed and started again";
  if (!command) {
    steps.skip(name, "PARLEY_RESTART_CMD is not set");
    return;
  }
  await steps.step(name, async () => {
    const room = `restart-${Math.random().toString(36).slice(2, 8)}`;
    const alice = await people.open("alice", room);
    const bob = await people.open("bob", room);
    await alice.here({ alice: 1, bob: 1 });
    for (const tab of [alice, bob]) {
      tab.networkMayFail = true;
    }
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
    for (const text of said) {
      await alice.stored(text, RETURN_MS);
    }
    said.push("published from outside");
    await publish(`room:${room}`, { text: "published from outside" });
    for (const text of said) {
      await alice.stored(text, RETURN_MS);
      await bob.stored(text, RETURN_MS);
    }
    await alice.here({ alice: 1, bob: 1 });
    await bob.here({ alice: 1, bob: 1 });

    const messages = await alice.messages();
    assert.deepEqual(await bob.messages(), messages, "both show the same");
    assert.deepEqual(
      messages,
      said.map((text, index) => ({ offset: index + 1, text })),
      "each message once, in order, and no offset is missing",
    );
    assert.equal(await alice.noticeCount("bob left"), 0, "a restart is no leave");
    await close(alice, bob);
  });
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
