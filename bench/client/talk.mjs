import { setTimeout as sleep } from "node:timers/promises";

/** Between two messages of a room. */
const PAUSE_MILLIS = 200;
const PAGE = 1000;

/** A back end that writes into each room again and again, and repeats what was not confirmed. */
export class Talk {
  #server;
  #rooms;
  #writing = [];
  #ended = false;

  constructor(server, rooms) {
    this.#server = server;
    this.#rooms = rooms;
  }

  start() {
    this.#writing = this.#rooms.map((room) => this.#write(room));
  }

  /** Ends it, when each message that it has begun is confirmed. */
  async stop() {
    this.#ended = true;
    await Promise.all(this.#writing);
  }

  /**
   * Reads the log.
   *
   * @param spoken what others have written: the room and the text of each message
   * @returns the newest offset of each room, how many messages are stored, and how many of those that were written are not there once
   */
  async check(spoken) {
    const written = await Promise.all(this.#writing);
    const heads = {};
    const result = { heads, stored: 0, lost: 0, doubled: 0 };
    for (const [index, room] of this.#rooms.entries()) {
      const log = await this.#log(room);
      const texts = log.map(({ data }) => data.text);
      const expected = [
        ...written[index],
        ...spoken.filter((each) => each.room === room).map(({ text }) => text),
      ];
      const different = new Set(texts);
      heads[room] = log.at(-1)?.offset ?? 0;
      result.stored += texts.length;
      result.lost += expected.filter((text) => !different.has(text)).length;
      result.doubled += texts.length - different.size;
    }
    return result;
  }

  async #write(room) {
    const written = [];
    while (!this.#ended) {
      const text = `message ${written.length}`;
      if (await this.#publish(room, text)) written.push(text);
      await sleep(PAUSE_MILLIS);
    }
    return written;
  }

  async #publish(room, text) {
    const publication = { channel: `room:${room}`, data: { text }, idempotency_key: text };
    for (;;) {
      try {
        return await this.#server.api("publish", publication);
      } catch {
        if (this.#ended) return undefined; // the server is away, and the bench ends
        await sleep(PAUSE_MILLIS);
      }
    }
  }

  async #log(room) {
    const all = [];
    let since;
    for (;;) {
      // A page without any says nothing of them.
      const { publications = [], epoch } = await this.#server.api("history", {
        channel: `room:${room}`,
        limit: PAGE,
        since,
      });
      if (publications.length === 0) return all;
      all.push(...publications);
      since = { offset: all.at(-1).offset, epoch };
    }
  }
}
