import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { javaCommand } from "../../peers/compare/machine.mjs";

const TICKS_A_SECOND = 100; // of the clock in /proc, on every Linux

/** Seconds of processor that a process has used. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

export function threads(pid) {
  return status(pid, "Threads");
}

/** What a process holds, once what it does not need any more is collected; in bytes. */
export function memory(pid) {
  const heap = Number(/^Total +[0-9]+ +([0-9]+)/m.exec(jcmd(pid, "GC.class_histogram"))[1]);
  return { heap, resident: status(pid, "VmRSS") * 1024 };
}

function status(pid, name) {
  const all = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${name}:\\s+([0-9]+)`, "m").exec(all)[1]);
}

function jcmd(pid, command) {
  const beside = join(javaCommand(), "../jcmd");
  return execFileSync(existsSync(beside) ? beside : "jcmd", [String(pid), command], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
}
