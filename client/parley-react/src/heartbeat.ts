import type { HeartbeatOptions } from "./socket-options.js";

/** Asks again and again whether the other side is there, as long as a connection is open. */
export class Heartbeat {
  readonly #options: Required<HeartbeatOptions>;
  readonly #on: { send(text: string): void; onSilence(): void };
  readonly #interval: ReturnType<typeof setInterval>;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(options: HeartbeatOptions, on: { send(text: string): void; onSilence(): void }) {
    this.#options = {
      intervalMs: options.intervalMs ?? 30_000,
      timeoutMs: options.timeoutMs ?? 5_000,
      message: options.message ?? "ping",
      answer: options.answer ?? "pong",
    };
    this.#on = on;
    this.#interval = setInterval(() => this.beat(), this.#options.intervalMs);
  }

  /** Asks now. Does nothing while an answer is expected. */
  beat(): void {
    if (this.#deadline === undefined) {
      this.#deadline = setTimeout(() => {
        this.stop();
        this.#on.onSilence();
      }, this.#options.timeoutMs);
      this.#on.send(this.#options.message);
    }
  }

  /** Something came, which proves that the other side is there. Returns whether it was the answer and nothing else. */
  receive(data: unknown): boolean {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    return data === this.#options.answer;
  }

  stop(): void {
    clearInterval(this.#interval);
    clearTimeout(this.#deadline);
  }
}
