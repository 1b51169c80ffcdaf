import { endingOf, parseAnswer, type Ending, type PollAnswer } from "./poll-answer.js";

/** How a PollSocket does its requests. */
export interface PollOptions {
  /** Another `fetch` than the global one. */
  readonly fetch?: typeof fetch;
  /** `include` sends cookies to another origin, also those of a balancer with sticky sessions. */
  readonly credentials?: RequestCredentials;
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** Codes of RFC 6455, which is how a WebSocket tells such an end. */
const NORMAL = 1000;
const ABNORMAL = 1006;
const TOO_LARGE = 1009;

/** What a request may take beyond the time that the server keeps it waiting. */
const MARGIN_MS = 10_000;
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** About as much as the server takes at once; a larger message goes alone. */
const SEND_LENGTH = 32_768;

/** The server ended the session, or will not do what was asked. */
class Ended extends Error {
  constructor(readonly ending: Ending) {
    super(ending.reason);
  }
}

/**
 * A session of long polling in the shape of a WebSocket: the part of that interface which the npm package `centrifuge` uses. An
 * answer that is lost is asked for again, and commands that may not have arrived are sent again; neither is taken twice. What is
 * lost for longer than the server waits closes the socket with 1006, and the SDK comes back.
 */
export class PollSocket {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;

  onopen: ((event: object) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null;
  binaryType = "blob";
  readonly url: string;

  #readyState: number = CONNECTING;
  readonly #fetch: typeof fetch;
  readonly #credentials: RequestCredentials;
  /** Ends all requests that are on their way. */
  readonly #gone = new AbortController();
  readonly #unsent: string[] = [];
  #sending = false;
  #sends = 0;
  #id = "";
  #waitMs = 0;
  #absenceMs = 0;

  /**
   * Opens a session; events follow.
   *
   * @param url such as https://chat.example.com/connection/poll
   * @param protocols there for the shape; this speaks JSON
   */
  constructor(url: string | URL, protocols?: string | string[], options: PollOptions = {}) {
    if (protocols !== undefined && protocols.length > 0) {
      throw new TypeError("long polling speaks JSON and knows no subprotocol");
    }
    this.url = new URL(url, globalThis.document?.baseURI).href;
    this.#fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#credentials = options.credentials ?? "same-origin";
    void this.#run();
  }

  get readyState(): number {
    return this.#readyState;
  }

  /** Sends a frame after all that were sent before. */
  send(data: string): void {
    if (this.#readyState === CONNECTING) {
      throw new Error("the socket is not open yet");
    }
    if (typeof data !== "string") {
      throw new TypeError("long polling speaks JSON: send text");
    }
    this.#unsent.push(data);
    if (!this.#sending) {
      void this.#sendAll();
    }
  }

  /** Ends the session, and tells the server. */
  close(code: number = NORMAL, reason = ""): void {
    if (this.#readyState >= CLOSING) {
      return;
    }
    const known = this.#readyState === OPEN;
    this.#readyState = CLOSING;
    this.#gone.abort();
    if (known) {
      // It may outlive the page. Should it not arrive, the server finds out by itself.
      this.#post("/close", this.#head({}), new AbortController().signal, true).catch(() => {});
    }
    queueMicrotask(() => this.#closed({ code, reason }, true));
  }

  /** The life of the session: events come from here, one after the other. */
  async #run(): Promise<void> {
    try {
      await this.#open();
      await this.#pollAll();
    } catch (failure) {
      this.#fail(failure);
    }
  }

  async #open(): Promise<void> {
    const answer = await this.#attempt("", "", MARGIN_MS);
    if (answer?.poll === undefined) {
      throw new Error("this is no server that speaks long polling");
    }
    this.#id = answer.poll;
    this.#waitMs = (answer.wait ?? 0) * 1000;
    this.#absenceMs = (answer.absence ?? 0) * 1000;
    this.#gone.signal.throwIfAborted();
    this.#readyState = OPEN;
    this.onopen?.({});
  }

  async #pollAll(): Promise<void> {
    let turn = 0;
    let ack = 0;
    while (this.#readyState === OPEN) {
      const answer = await this.#persist(
        "/next",
        () => this.#head({ turn: ++turn, ack }),
        this.#waitMs + MARGIN_MS,
      );
      if (answer?.batch !== undefined && answer.batch > ack) {
        ack = answer.batch;
        this.onmessage?.({ data: answer.frame });
      }
    }
  }

  async #sendAll(): Promise<void> {
    this.#sending = true;
    try {
      while (this.#unsent.length > 0 && this.#readyState === OPEN) {
        const body = this.#head({ turn: ++this.#sends }) + "\n" + this.#takeUnsent();
        await this.#persist("/send", () => body, MARGIN_MS);
      }
    } catch (failure) {
      this.#fail(failure);
    } finally {
      this.#sending = false;
    }
  }

  /** What waits, as one frame. */
  #takeUnsent(): string {
    let frame = this.#unsent.shift() ?? "";
    for (let next = this.#unsent[0]; next !== undefined; next = this.#unsent[0]) {
      if (frame.length + next.length > SEND_LENGTH) {
        break;
      }
      frame += "\n" + next;
      this.#unsent.shift();
    }
    return frame;
  }

  #head(fields: object): string {
    return JSON.stringify({ poll: this.#id, ...fields });
  }

  /** Does a request again and again, until it is answered or the server has given the session up. */
  async #persist(step: string, body: () => string, limitMs: number): Promise<PollAnswer | null> {
    let giveUpAt = 0;
    for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        return await this.#attempt(step, body(), limitMs);
      } catch (failure) {
        const now = Date.now();
        giveUpAt ||= now + this.#absenceMs;
        if (failure instanceof Ended || this.#readyState !== OPEN || now + pause > giveUpAt) {
          throw failure;
        }
      }
      await this.#pause(pause);
    }
  }

  /** Does a request once; null if it is answered with nothing. */
  async #attempt(step: string, body: string, limitMs: number): Promise<PollAnswer | null> {
    const limit = new AbortController();
    const abort = () => limit.abort();
    const timer = setTimeout(abort, limitMs);
    this.#gone.signal.addEventListener("abort", abort);
    try {
      const response = await this.#post(step, body, limit.signal, false);
      return read(response.status, await response.text());
    } finally {
      clearTimeout(timer);
      this.#gone.signal.removeEventListener("abort", abort);
    }
  }

  /** Text without a type of its own: a browser sends it to another origin without asking first. */
  #post(step: string, body: string, signal: AbortSignal, keepalive: boolean): Promise<Response> {
    const url = new URL(this.url);
    url.pathname += step;
    if (step !== "") {
      url.search = "";
    }
    return this.#fetch(url.href, {
      method: "POST",
      body,
      signal,
      keepalive,
      credentials: this.#credentials,
      cache: "no-store",
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#gone.signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#gone.signal.addEventListener("abort", done);
    });
  }

  #fail(failure: unknown): void {
    if (this.#readyState >= CLOSING) {
      return;
    }
    this.#readyState = CLOSING;
    this.#gone.abort();
    if (failure instanceof Ended) {
      this.#closed(failure.ending, true);
    } else {
      const message = failure instanceof Error ? failure.message : String(failure);
      this.onerror?.({ message });
      this.#closed({ code: ABNORMAL, reason: "" }, false);
    }
  }

  #closed(ending: Ending, wasClean: boolean): void {
    this.#readyState = CLOSED;
    this.onclose?.({ ...ending, wasClean });
  }
}

function read(status: number, text: string): PollAnswer | null {
  if (status === 204) {
    return null;
  }
  if (status === 413) {
    throw new Ended({ code: TOO_LARGE, reason: "the frame is too large" });
  }
  if (status !== 200 && status !== 400 && status !== 404) {
    throw new Error(`the server answered ${status}`);
  }
  const answer = parseAnswer(text);
  const ending = endingOf(answer);
  if (ending !== null) {
    throw new Ended(ending);
  }
  if (status !== 200) {
    throw new Error(`the server answered ${status}`);
  }
  return answer;
}
