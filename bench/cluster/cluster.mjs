/**
 * Starts members of Parley on this machine and one PostgreSQL, puts them through what several members
 * are there for, and writes a table of what came of it. bench/README.md says how to read it.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { JAR } from "../support/load.mjs";
import { NEEDS } from "../support/parley.mjs";
import { program } from "../support/program.mjs";
import { openDatabase } from "./database.mjs";
import { EXPERIMENTS } from "./experiments.mjs";
import { Members } from "./members.mjs";
import { options, USAGE } from "./options.mjs";
import { markdown } from "./report.mjs";
import { fileKeys } from "./scenario.mjs";

/** The members have the first ones. */
const DATABASE_PORT = 40;

process.exitCode = await program({
  name: "cluster",
  folder: import.meta.dirname,
  usage: USAGE,
  options: (argv) => options(argv, Object.keys(EXPERIMENTS)),
  needs: () => [...NEEDS, JAR],
  prepare: "cluster/prepare.sh",
  connections,
  settings: ({ experiments, keys, clients, members, rates, java, database }) => {
    return { experiments, keys, clients, members, rates, java, database: database.url };
  },
  results: "runs",
  run: runAll,
  markdown,
  failed: ({ runs }) => runs.some(({ failed }) => failed.length > 0),
});

function connections({ experiments, clients, keys }) {
  const most = experiments
    .flatMap((experiment) => EXPERIMENTS[experiment].scenario ?? [])
    .map((scenario) => Number(keys.connections ?? clients ?? fileKeys(scenario).connections));
  return Math.max(0, ...most);
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
