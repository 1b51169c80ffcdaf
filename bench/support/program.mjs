import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stamped } from "./machine.mjs";
import { interruption, stopAll } from "./processes.mjs";

const NOT_RUN = 2;
const INTERRUPTED = 130;

/**
 * A bench as a program: takes the command line, has the work done, and writes what came of it, also when it is
 * interrupted, as NAME.json and NAME.md into the folder of the option `out`, or into one of its own in FOLDER/target.
 *
 * @param name of the bench
 * @param folder where it stands
 * @param options makes the options of the command line; throws an Error that says what is wrong with it
 * @param usage is shown then, and for the option `help`
 * @param check throws an Error when something that is needed is not there
 * @param begin makes the report, of the options
 * @param run does the work, with the options, `out`, the `signal` of an interruption and `save`, which writes the report
 * @param markdown makes the text of a report
 * @param failed whether a report that is complete is no good
 * @returns the exit code: 0 all is well, 1 failed, 2 not run, 130 interrupted
 */
export async function program({
  name,
  folder,
  options,
  usage,
  check,
  begin,
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
    check(chosen);
  } catch (failure) {
    console.error(`${failure.message}\n\n${usage}`);
    return NOT_RUN;
  }
  const out = resolve(chosen.out ?? join(folder, "target", stamped(name)));
  mkdirSync(out, { recursive: true });
  const report = begin(chosen);
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
