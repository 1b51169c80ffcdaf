import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuSeconds } from "../support/machine.mjs";
import { command, HOST, READY } from "../support/parley.mjs";
import { endWithin, startServer, stop } from "../support/processes.mjs";
import { figure, metricsOf } from "./metrics.mjs";

const MOST_MEMBERS = 20;
const FIND_MILLIS = 60_000;
const LOOK_MILLIS = 100;
/** A member that gets SIGTERM has let its clients go after 25 s, and ends 4 s later at the latest. */
const TERM_MILLIS = 90_000;

/** Members on this machine, each a process, on one database; started, ended and killed by number. */
export class Members {
  #members;
  #java;
  #signal;

  /** @param env settings that all have in common */
  constructor({ count, port, java, env, out, signal }) {
    const name = `bench-${randomBytes(4).toString("hex")}`;
    const secret = randomBytes(24).toString("hex");
    const ports = Array.from({ length: count }, (_, i) => port + MOST_MEMBERS + i);
    this.#java = java;
    this.#signal = signal;
    this.#members = ports.map((clusterPort, i) => ({
      port: port + i,
      url: `http://${HOST}:${port + i}`,
      home: join(out, `member-${i}`),
      log: join(out, `member-${i}.log`),
      env: {
        ...env,
        PARLEY_NODE_NAME: `member-${i}`,
        PARLEY_CLUSTER_DISCOVERY: "members",
        PARLEY_CLUSTER_NAME: name,
        PARLEY_CLUSTER_MEMBERS: ports.map((each) => `localhost:${each}`).join(","),
        PARLEY_CLUSTER_PORT: String(clusterPort),
        PARLEY_CLUSTER_SECRET: secret,
      },
      launched: undefined,
    }));
  }

  get count() {
    return this.#members.length;
  }

  get urls() {
    return this.#members.map(({ url }) => url);
  }

  /** Starts all at once, and waits until they have found each other. */
  async startAll() {
    await Promise.all(this.#members.map((_, i) => this.start(i)));
    await this.#found();
  }

  /** Starts one, and waits until it is ready for clients. */
  async start(i) {
    const member = this.#members[i];
    const { port, home, log } = member;
    member.launched = await startServer(command({ ...member, java: this.#java }), {
      port,
      path: READY,
      cwd: home,
      log,
      signal: this.#signal,
    });
  }

  /** SIGTERM: it sends its clients away, and ends. Then starts it again, among all others. */
  async restart(i) {
    const begun = Date.now();
    const { launched } = this.#members[i];
    launched.child.kill("SIGTERM");
    const ended = await endWithin(launched, TERM_MILLIS, this.#signal);
    if (ended.failure) {
      throw new Error(`member ${i} does not end by SIGTERM: ${ended.failure}`);
    }
    const gone = Date.now();
    await this.start(i);
    await this.#found();
    return { drainSeconds: (gone - begun) / 1000, startSeconds: (Date.now() - gone) / 1000 };
  }

  /** SIGKILL. Returns when that was, in milliseconds since 1970. */
  kill(i) {
    const at = Date.now();
    this.#members[i].launched.child.kill("SIGKILL");
    return at;
  }

  /** Seconds of processor time that all have used. */
  cpuSeconds() {
    return this.#members.reduce((sum, { launched }) => sum + cpuSeconds(launched.pid), 0);
  }

  /** The members that ended by themselves. */
  dead() {
    return this.#members.flatMap(({ launched }, i) => (launched?.ended ? [i] : []));
  }

  async stop() {
    await Promise.all(this.#members.map(({ launched }) => launched && stop(launched)));
    this.#members.forEach(({ home }) => rmSync(home, { recursive: true, force: true }));
  }

  async #found() {
    const deadline = Date.now() + FIND_MILLIS;
    for (const url of this.urls) {
      while ((await seenBy(url)) !== this.count) {
        this.#signal.throwIfAborted();
        if (Date.now() > deadline) {
          throw new Error(`the members do not find each other; see ${this.#members[0].log}`);
        }
        await sleep(LOOK_MILLIS);
      }
    }
  }
}

/** How many members one sees; undefined while it does not answer. */
async function seenBy(url) {
  try {
    return figure(await metricsOf(url), "parley_cluster_members");
  } catch {
    return undefined; // a busy one, or one that has just started
  }
}
