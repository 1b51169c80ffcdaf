/**
 * Puts the same work on each transport of Parley, one after the other on this machine, and writes a
 * table of what a connection and a delivery cost. README.md says what the columns are.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { javaVersion, machine, requireConnections } from "../peers/compare/machine.mjs";
import { NEEDS, version } from "../peers/compare/parley.mjs";
import { program } from "../peers/compare/program.mjs";
import { start } from "../peers/compare/servers.mjs";
import { KINDS } from "./transports/kinds.mjs";
import { deliveries, ENV, idle, reached } from "./transports/measure.mjs";
import { options, USAGE } from "./transports/options.mjs";
import { markdown } from "./transports/report.mjs";

process.exitCode = await program({
  name: "transports",
  folder: import.meta.dirname,
  options: (argv) => options(argv, Object.keys(KINDS)),
  usage: USAGE,
  check,
  begin,
  run,
  markdown,
  failed: ({ results }) => results.some(({ failure }) => failure),
});

function check({ idle: connections, subscribers }) {
  const absent = NEEDS.filter((file) => !existsSync(file));
  if (absent.length > 0) {
    throw new Error(`run bench/peers/prepare.sh first; there is no ${absent.join(", ")}`);
  }
  requireConnections(Math.max(connections, subscribers));
}

function begin(chosen) {
  return {
    started: new Date().toISOString(),
    machine: machine(),
    versions: { parley: version(), node: process.version, java: String(javaVersion()) },
    settings: chosen,
    results: [],
  };
}

async function run(chosen, report) {
  for (const [index, transport] of chosen.transports.entries()) {
    if (!chosen.signal.aborted) {
      report.results.push(await measured(transport, { ...chosen, port: chosen.port + index }));
      chosen.save();
    }
  }
}

/** One transport on a server of its own. */
async function measured(transport, chosen) {
  const out = join(chosen.out, transport);
  const result = { transport };
  let server;
  try {
    server = await start("parley", { ...chosen, out, parley: { java: chosen.java }, env: ENV });
    const clients = reached(server);
    // Deliveries first: the classes are loaded then, and what is idle is counted alone.
    result.deliveries = await deliveries(clients, KINDS[transport], chosen);
    console.log(`${transport}: ${JSON.stringify(result.deliveries)}`);
    result.idle = await idle(clients, KINDS[transport], chosen);
    console.log(`${transport}: ${JSON.stringify(result.idle)}`);
  } catch (failure) {
    result.failure = server?.dead() ? `the server ended: see ${out}` : failure.message;
    console.error(result.failure);
  } finally {
    await server?.stop();
  }
  return result;
}
