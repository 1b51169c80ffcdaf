/**
 * Starts one member again and again, as `server run` does, and writes what a start costs until the member is ready.
 * bench/README.md says what the columns are.
 */
import { mkdirSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { cpuSeconds, resident } from "../support/machine.mjs";
import { firstStart, NEEDS, READY, serverRun } from "../support/parley.mjs";
import { endWithin, launch, startServer, stop } from "../support/processes.mjs";
import { program } from "../support/program.mjs";
import { options, USAGE } from "./options.mjs";
import { markdown } from "./report.mjs";

const FIRST_START_MILLIS = 300_000;

process.exitCode = await program({
  name: "start",
  folder: import.meta.dirname,
  usage: USAGE,
  options,
  needs: () => NEEDS,
  prepare: "cluster/prepare.sh",
  connections: () => 1,
  results: "starts",
  run,
  markdown,
  failed: ({ starts, settings }) => starts.length < settings.starts + 1,
});

async function run(chosen, report) {
  const home = join(chosen.out, "home");
  mkdirSync(home, { recursive: true });
  const command = serverRun({ ...chosen, home });
  const log = join(chosen.out, "server.log");
  if (chosen.archive) {
    command.env.WLP_SKIP_BOOTSTRAP_AGENT = "true";
    const { file, args, env } = firstStart(command);
    const made = launch(file, args, { env, log });
    const { code } = await endWithin(made, FIRST_START_MILLIS, chosen.signal);
    if (code !== 0) {
      throw new Error(`first-start.sh failed; see ${log}`);
    }
  }
  for (let number = 0; number <= chosen.starts && !chosen.signal.aborted; number++) {
    const began = performance.now();
    const server = await startServer(command, { ...chosen, path: READY, log });
    report.starts.push({
      number,
      seconds: (performance.now() - began) / 1000,
      cpuSeconds: cpuSeconds(server.pid),
      resident: resident(server.pid),
      load: os.loadavg()[0],
    });
    await stop(server);
    chosen.save();
  }
}
