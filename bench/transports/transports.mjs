/**
 * Puts the same work on each transport of Parley, one after the other on this machine, and writes a
 * table of what a connection and a delivery cost. bench/README.md says what the columns are.
 */
import { join } from "node:path";
import { start } from "../peers/servers.mjs";
import { NEEDS } from "../support/parley.mjs";
import { program } from "../support/program.mjs";
import { KINDS } from "./kinds.mjs";
import { deliveries, ENV, idle, reached } from "./measure.mjs";
import { options, USAGE } from "./options.mjs";
import { markdown } from "./report.mjs";

process.exitCode = await program({
  name: "transports",
  folder: import.meta.dirname,
  usage: USAGE,
  options: (argv) => options(argv, Object.keys(KINDS)),
  needs: () => NEEDS,
  prepare: "peers/prepare.sh",
  connections: (chosen) => Math.max(chosen.idle, chosen.subscribers),
  results: "results",
  run,
  markdown,
  failed: ({ results }) => results.some(({ failure }) => failure),
});

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
