import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const SCENARIOS = resolve(import.meta.dirname, "../load/scenarios");

/** The keys of a scenario of the load test, as its file has them. */
export function fileKeys(name) {
  const text = readFileSync(join(SCENARIOS, `${name}.properties`), "utf8");
  return Object.fromEntries(
    text
      .split("\n")
      .map((line) => /^([^#= ][^= ]*) *= *(.*)$/.exec(line)?.slice(1))
      .filter(Boolean),
  );
}

/** What has to change in a scenario for another number of clients: its rooms stay as large. */
export function forClients(name, clients) {
  if (clients === undefined) {
    return {};
  }
  const { connections, rooms, ...file } = fileKeys(name);
  const keys = { connections: clients, "expect.connected": clients };
  if (rooms === "1") {
    keys.members = clients;
  } else {
    const members = Number(file.members);
    if (clients % members !== 0) {
      throw new Error(`--clients must be a multiple of ${members}, the members of a room`);
    }
    keys.rooms = clients / members;
  }
  if (file["expect.returned"]) keys["expect.returned"] = clients;
  if (file["expect.interruptions"] === `>= ${connections}`) {
    keys["expect.interruptions"] = `>= ${clients}`;
  }
  return keys;
}

/** A duration of a scenario, such as 500ms, 30s or 2m, in seconds. */
export function inSeconds(duration) {
  const [, number, unit = "s"] = /^([0-9.]+)(ms|s|m)?$/.exec(duration);
  return Number(number) * { ms: 0.001, s: 1, m: 60 }[unit];
}

/** How long a load test with these keys may take, and a minute more. */
export function longest(keys) {
  const parts = ["ramp", "connect.timeout", "warmup", "duration", "drain"];
  return 60 + parts.reduce((sum, part) => sum + inSeconds(keys[part] ?? "0s"), 0);
}
