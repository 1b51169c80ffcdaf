/**
 * Starts members of Parley on this machine and one PostgreSQL, puts them through what several members
 * are there for, and writes a table of what came of it. README.md says how to read it.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { JAR } from "../peers/compare/load.mjs";
import { javaVersion, machine, requireConnections } from "../peers/compare/machine.mjs";
import { NEEDS, version } from "../peers/compare/parley.mjs";
import { program } from "../peers/compare/program.mjs";
import { openDatabase } from "./cluster/database.mjs";
import { EXPERIMENTS } from "./cluster/experiments.mjs";
import { Members } from "./cluster/members.mjs";
import { options, USAGE } from "./cluster/options.mjs";
import { markdown } from "./cluster/report.mjs";
import { fileKeys } from "./cluster/scenario.mjs";

/** The members have the first ones. */
const DATABASE_PORT = 40;
const WEBSOCKETS = resolve(import.meta.dirname, "../peers/node_modules/ws");

process.exitCode = await program({
  name: "cluster",
  folder: import.meta.dirname,
  options: (argv) => options(argv, Object.keys(EXPERIMENTS)),
  usage: USAGE,
  check,
  begin,
  run: runAll,
  markdown,
  failed: ({ runs }) => runs.some(({ failed }) => failed.length > 0),
});

function check({ experiments, clients, keys }) {
  const absent = [...NEEDS, JAR, WEBSOCKETS].filter((file) => !existsSync(file));
  if (absent.length > 0) {
    throw new Error(`run bench/cluster/prepare.sh first; there is no ${absent.join(", ")}`);
  }
  const most = experiments
    .flatMap((experiment) => EXPERIMENTS[experiment].scenario ?? [])
    .map((scenario) => Number(keys.connections ?? clients ?? fileKeys(scenario).connections));
  requireConnections(Math.max(0, ...most));
}

function begin({ experiments, keys, clients, members, rates, java, database }) {
  return {
    started: new Date().toISOString(),
    machine: machine(),
    versions: { parley: version(), node: process.version, java: String(javaVersion()) },
    settings: { experiments, keys, clients, members, rates, java, database: database.url },
    runs: [],
  };
}

async function runAll(given, report) {
  let steps = 0;
  const chosen = { ...given, step: () => ++steps };
  const database = await openDatabase({ ...chosen, port: chosen.port + DATABASE_PORT });
  try {
    for (const experiment of chosen.experiments) {
      for (const count of chosen.members ?? EXPERIMENTS[experiment].counts) {
        console.log(`${experiment}, ${count} members`);
        const run = await runOne(experiment, count, database, chosen);
        if (chosen.signal.aborted) {
          return; // half a run is no result
        }
        report.runs.push({ experiment, members: count, ...run });
        chosen.save();
        run.failed.forEach((why) => console.log(`  ${why}`));
      }
    }
  } finally {
    await database.stop();
  }
}

/** One experiment with fresh members. */
async function runOne(experiment, count, database, chosen) {
  const out = join(chosen.out, `${experiment}-${count}`);
  mkdirSync(out, { recursive: true });
  const members = new Members({ ...chosen, count, out, env: database.env });
  try {
    await members.startAll();
    const run = await EXPERIMENTS[experiment].run(members, { ...chosen, out });
    const dead = members.dead().filter((member) => !run.killed?.includes(member));
    dead.forEach((member) => run.failed.push(`member ${member} ended by itself`));
    return run;
  } catch (failure) {
    return { rows: [], failed: [`not measured: ${failure.message}`], unmeasured: true };
  } finally {
    await members.stop();
  }
}
