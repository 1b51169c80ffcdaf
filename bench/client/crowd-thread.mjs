/** A thread with some of the clients of a crowd. Each question is answered for all of them. */
import { parentPort, workerData } from "node:worker_threads";
import { check } from "./check.mjs";
import { packageOf } from "./packages.mjs";
import { person, token } from "./people.mjs";

const { Centrifuge } = await packageOf("centrifuge");
const { WebSocket } = await packageOf("ws");

/** So many enter at once. */
const ENTERING = 50;
/** One of so many says something while the server is away. */
const SPEAKERS = 10;

const { kind, url, numbers, rooms } = workerData;
const members = [];

const questions = {
  /** Enters the rooms. */
  async enter() {
    const left = [...numbers];
    const some = async () => {
      for (let number = left.shift(); number !== undefined; number = left.shift()) {
        const member = new Member(number);
        members.push(member);
        await member.subscription.ready();
        member.attempts = 0;
        member.handshakes = [];
        member.back = member.nextSubscription();
      }
    };
    await Promise.all(Array.from({ length: ENTERING }, some));
    return [];
  },
  /** Some say something, which waits for the network. Answers with the messages. */
  speak: () => members.flatMap((member) => member.speak()),
  /** Answers when each is subscribed again: when that was, and the attempts until then. */
  return: () =>
    Promise.all(
      members.map(async (member) => {
        const at = await member.back;
        return { at, attempts: member.attempts, handshakes: member.handshakes };
      }),
    ),
  /** Waits for the newest message of each room, by its offset. Answers with what was not heard once. */
  hear: (heads) => Promise.all(members.map((member) => member.hear(heads[member.room]))),
};

parentPort.on("message", async ({ question, about }) => {
  try {
    parentPort.postMessage({ answer: await questions[question](about) });
  } catch (failure) {
    parentPort.postMessage({ failure: failure.stack });
  }
});

/** A client in a room, by `parley-client` or by `centrifuge` alone with the same options. */
class Member {
  attempts = 0;
  /** When its connections were opened. */
  handshakes = [];
  #heard = [];
  #first;
  #parley;

  constructor(number) {
    this.number = number;
    this.room = rooms[number % rooms.length];
    const channel = `room:${this.room}`;
    const user = `storm-${number}`;
    const options = { websocket: countingSocket(this), getToken: () => token(url, user, user) };
    if (kind === "parley-client") {
      this.#parley = person({ url }, user, { ...options, timeoutMs: undefined });
      this.#parley.room(this.room).join();
      this.subscription = this.#parley.centrifuge.getSubscription(channel);
    } else {
      const client = new Centrifuge(`${url.replace("http", "ws")}/connection/websocket`, {
        ...options,
        minReconnectDelay: 500,
        maxReconnectDelay: 20_000,
        maxServerPingDelay: 5_000,
        timeout: 5_000,
      });
      this.subscription = client.newSubscription(channel, {
        recoverable: true,
        positioned: true,
        joinLeave: true,
      });
      this.subscription.subscribe();
      client.connect();
    }
    this.subscription.once("subscribed", ({ streamPosition }) => {
      this.#first = streamPosition.offset + 1;
    });
    this.subscription.on("publication", ({ offset }) => this.#heard.push(offset));
  }

  nextSubscription() {
    return new Promise((resolve) =>
      this.subscription.once("subscribed", () => resolve(Date.now())),
    );
  }

  speak() {
    if (!this.#parley || this.number % SPEAKERS !== 0) {
      return [];
    }
    const text = `of ${this.number} while nobody is there`;
    this.#parley.room(this.room).send({ text });
    return [{ room: this.room, text }];
  }

  async hear(head) {
    while (this.#newest < head) {
      await new Promise((resolve) => this.subscription.once("publication", resolve));
    }
    const heard = check(this.#heard, this.#first, head);
    if (!this.#parley) {
      return heard;
    }
    const messages = this.#parley.room(this.room).messages.get();
    const offsets = messages.map(({ offset }) => offset).filter((offset) => offset >= this.#first);
    const shown = check(offsets, this.#first, head);
    const waiting = messages.filter(({ status }) => status !== "stored").length;
    return {
      lost: Math.max(heard.lost, shown.lost) + waiting,
      doubled: Math.max(heard.doubled, shown.doubled),
    };
  }

  get #newest() {
    return this.#heard.at(-1) ?? this.#first - 1;
  }
}

/** A class of sockets that counts those of a member. */
function countingSocket(member) {
  return class extends WebSocket {
    constructor(...all) {
      super(...all);
      member.attempts++;
      this.once("open", () => member.handshakes.push(Date.now()));
    }
  };
}
