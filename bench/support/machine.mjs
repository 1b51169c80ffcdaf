import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";

/** What a process has open besides its connections. */
const OTHER_FILES = 500;
/** Of the clock in /proc, on every Linux. */
const TICKS_PER_SECOND = 100;

/** Describes this machine, for the head of a report. */
export function machine() {
  return {
    processors: os.availableParallelism(),
    model: os.cpus()[0]?.model ?? "unknown",
    memory: os.totalmem(),
    system: `${os.type()} ${os.release()}`,
  };
}

/** Throws an Error if a process may not have so many connections. */
export function requireConnections(connections) {
  const needed = connections + OTHER_FILES;
  const limit = openFiles();
  if (limit < needed) {
    throw new Error(`${needed} open files are needed and ${limit} allowed: ulimit -n ${needed}`);
  }
}

function openFiles() {
  try {
    const line = /^Max open files +(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8"));
    return line[1] === "unlimited" ? Infinity : Number(line[1]);
  } catch {
    return Infinity; // not Linux: it will be seen
  }
}

export function javaCommand() {
  return process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin/java") : "java";
}

/** The feature release of the Java that is used, such as 17. */
export function javaVersion() {
  const { stderr } = spawnSync(javaCommand(), ["-version"], { encoding: "utf8" });
  return Number(/version "([0-9]+)/.exec(stderr ?? "")?.[1] ?? 0);
}

/** Seconds of processor time that a process of this machine has used. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) / TICKS_PER_SECOND;
}

export function threads(pid) {
  return status(pid, "Threads");
}

/** The resident memory of a process, in bytes. */
export function resident(pid) {
  return status(pid, "VmRSS") * 1024;
}

/** The bytes of a JVM after a full collection: its objects, and its resident memory. */
export function memory(pid) {
  const beside = join(javaCommand(), "../jcmd");
  const histogram = execFileSync(
    existsSync(beside) ? beside : "jcmd",
    [String(pid), "GC.class_histogram"],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  const heap = Number(/^Total +[0-9]+ +([0-9]+)/m.exec(histogram)[1]);
  return { heap, resident: resident(pid) };
}

function status(pid, name) {
  const all = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${name}:\\s+([0-9]+)`, "m").exec(all)[1]);
}

/** What a command prints; "unknown" if it fails. */
export function capture(file, args) {
  try {
    return execFileSync(file, args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
}

/** The name of a folder for what begins now, such as compare-20260101-120000. */
export function stamped(name) {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  return `${name}-${time}`;
}
