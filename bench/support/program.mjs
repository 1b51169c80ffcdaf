import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { javaVersion, machine, requireConnections, stamped } from "./machine.mjs";
import * as parley from "./parley.mjs";
import { interruption, stopAll } from "./processes.mjs";

const NOT_RUN = 2;
const INTERRUPTED = 130;

/**
 * Runs a bench: reads the command line, does the work, and writes the report as NAME.json and NAME.md, also when it is
 * interrupted. They go into the folder of the option `out`, or into one of their own in FOLDER/target.
 *
 * @param name of the bench
 * @param folder where it stands
 * @param usage is shown for the option `help`, and when the command line is wrong
 * @param options makes the options of the command line; throws an Error that says what is wrong with it
 * @param needs the files without which it cannot run
 * @param prepare the script in bench/ that makes them
 * @param connections how many it makes at most
 * @param versions of what is measured; Parley's unless given
 * @param settings what of the options the report holds
 * @param results the name of the list of results in the report
 * @param run does the work, with the options, `out`, the `signal` of an interruption, the report and `save`, which writes it
 * @param markdown makes the text of a report
 * @param failed whether a complete report says that something failed
 * @returns the exit code: 0 all is well, 1 failed, 2 not run, 130 interrupted
 */
export async function program({
  name,
  folder,
  usage,
  options,
  needs,
  prepare,
  connections,
  versions = () => ({ parley: parley.version() }),
  settings = (chosen) => chosen,
  results,
  run,
  markdown,
  failed,
}) {
  const signal = interruption();
  let chosen;
  try {
    chosen = options(process.argv.slice(2));
    if (chosen.help) {
      console.log(usage);
      return 0;
    }
    const absent = needs(chosen).filter((file) => !existsSync(file));
    if (absent.length > 0) {
      throw new Error(`run bench/${prepare} first; there is no ${absent.join(", ")}`);
    }
    requireConnections(connections(chosen));
  } catch (failure) {
    console.error(`${failure.message}\n\n${usage}`);
    return NOT_RUN;
  }
  const out = resolve(chosen.out ?? join(folder, "target", stamped(name)));
  mkdirSync(out, { recursive: true });
  const report = {
    started: new Date().toISOString(),
    machine: machine(),
    versions: { ...versions(chosen), node: process.version, java: String(javaVersion()) },
    settings: settings(chosen),
    [results]: [],
  };
  const save = () => {
    writeFileSync(join(out, `${name}.json`), JSON.stringify(report, null, 2) + "\n");
    writeFileSync(join(out, `${name}.md`), markdown(report));
  };
  try {
    await run({ ...chosen, out, signal, save }, report);
  } catch (failure) {
    console.error(failure.message);
    return signal.aborted ? INTERRUPTED : NOT_RUN;
  } finally {
    await stopAll();
    save();
  }
  console.log(`\n${markdown(report)}\nResult: ${out}`);
  if (signal.aborted) {
    return INTERRUPTED;
  }
  return failed(report) ? 1 : 0;
}
