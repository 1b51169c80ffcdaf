/**
 * Puts the same work on Parley and its peers, one after the other on this machine, and writes a
 * table of what came of it. bench/README.md says what can be compared.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { JAR } from "../support/load.mjs";
import { program } from "../support/program.mjs";
import { options, USAGE } from "./options.mjs";
import { markdown } from "./report.mjs";
import { filesOf, NAMES, start, version } from "./servers.mjs";
import { step } from "./step.mjs";

/** So that the connections of one step are gone before the next. */
const PAUSE_MILLIS = 2000;

process.exitCode = await program({
  name: "compare",
  folder: import.meta.dirname,
  usage: USAGE,
  options: (argv) => options(argv, NAMES),
  needs: ({ servers, parley }) => [
    ...filesOf(servers.filter((name) => name !== "parley" || !parley.url)),
    JAR,
  ],
  prepare: "peers/prepare.sh",
  connections: ({ ladders }) => Math.max(...ladders.map(({ connections }) => connections)),
  versions: ({ servers }) => Object.fromEntries(servers.map((name) => [name, version(name)])),
  settings: ({ servers, ladders, duration, warmup, rounds, attempts, parley }) => {
    return { servers, ladders, duration, warmup, rounds, attempts, parley };
  },
  results: "steps",
  run,
  markdown,
  failed: ({ steps }) => steps.some(({ unmeasured }) => unmeasured),
});

async function run(chosen, report) {
  for (let round = 1; round <= chosen.rounds; round++) {
    for (const { connections, rates } of chosen.ladders) {
      for (const server of turned(chosen.servers, round - 1)) {
        if (chosen.signal.aborted) {
          return;
        }
        await climb({ server, connections, round }, rates, chosen, report);
      }
    }
  }
}

/** The same list from another beginning, so that no server always comes first. */
function turned(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

/** One ladder of rates against one server, which is started for it, up to the first that fails. */
async function climb(work, rates, chosen, report) {
  const note = (result) => {
    report.steps.push(result);
    chosen.save();
    const { p99, failed } = result;
    const what = `${work.server}, ${work.connections} connections, ${result.rate}/s`;
    console.log(`${what}: ${failed.length ? failed.join("; ") : `held, p99 ${p99} ms`}`);
  };
  const port = chosen.port + NAMES.indexOf(work.server);
  let server;
  try {
    server = await start(work.server, { ...chosen, port });
  } catch (failure) {
    if (!chosen.signal.aborted) {
      const failed = [`not started: ${failure.message}`];
      note({ ...work, rate: rates[0], passed: false, unmeasured: true, failed });
    }
    return;
  }
  try {
    for (const rate of rates) {
      if (!(await holds(server, { ...work, rate }, chosen, note))) {
        return;
      }
    }
  } finally {
    await server.stop();
  }
}

/** Whether a rate holds at one of the attempts: a machine may have a bad moment. */
async function holds(server, work, { duration, warmup, attempts, ...chosen }, note) {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const result = await step(server, { ...work, attempt, duration, warmup }, chosen);
    if (chosen.signal.aborted) {
      return false; // half a step is no result
    }
    const dead = server.dead();
    if (dead) {
      result.passed = false;
      result.failed.push(`the server ended: ${JSON.stringify(dead)}`);
    }
    note(result);
    await sleep(PAUSE_MILLIS);
    if (result.passed || dead) {
      return result.passed;
    }
  }
  return false;
}
