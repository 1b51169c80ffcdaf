/**
 * Measures the packages of client/ and the workspace: their size, how fast a page shows messages, how a long list scrolls, what renders,
 * and how clients come back after a server was killed. bench/README.md says what the figures are.
 */
import { NEEDS } from "../support/parley.mjs";
import { program } from "../support/program.mjs";
import { openBrowser } from "./browser.mjs";
import { list } from "./list.mjs";
import { load } from "./load.mjs";
import { options, USAGE } from "./options.mjs";
import { PACKAGES } from "./packages.mjs";
import { renders } from "./renders.mjs";
import { failures, markdown } from "./report.mjs";
import { Server } from "./server.mjs";
import { size } from "./sizes.mjs";
import { storm } from "./storm.mjs";

const EXPERIMENTS = {
  size: { run: size },
  load: { run: load, server: true, browser: true },
  list: { run: list, server: true, browser: true },
  renders: { run: renders, server: true, browser: true },
  storm: { run: storm, server: true },
};

process.exitCode = await program({
  name: "client",
  folder: import.meta.dirname,
  usage: USAGE,
  options: (argv) => options(argv, Object.keys(EXPERIMENTS)),
  needs: () => [...NEEDS, ...PACKAGES],
  prepare: "cluster/prepare.sh",
  connections: ({ clients }) => clients,
  results: "results",
  run: runAll,
  markdown,
  failed: (report) => failures(report).length > 0,
});

async function runAll(chosen, report) {
  const experiments = chosen.only.map((name) => [name, EXPERIMENTS[name]]);
  const server = new Server(chosen);
  let browser;
  try {
    if (experiments.some(([, each]) => each.browser)) {
      browser = await openBrowser();
    }
    if (experiments.some(([, each]) => each.server)) {
      await server.start();
    }
    for (const [name, { run }] of experiments) {
      chosen.signal.throwIfAborted();
      console.log(name);
      report.results.push({ name, ...(await measured(run, { ...chosen, server, browser })) });
      chosen.save();
    }
  } finally {
    await browser?.close();
    await server.stop();
  }
}

async function measured(run, chosen) {
  try {
    return await run(chosen);
  } catch (failure) {
    chosen.signal.throwIfAborted();
    return { failure: failure.message };
  }
}
