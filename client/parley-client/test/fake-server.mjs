/**
 * Long polling as the server does it, small and within the process, with a network that fails when a test wants it to. Its `fetch`
 * goes where that of a browser would.
 */
export class FakeServer {
  /** What was asked, in order. @type {{url: string, step: string, head: any, frame: string}[]} */
  requests = [];
  /** The commands that were taken, once each. @type {string[]} */
  received = [];
  /** What the next requests of a step meet: a status, or "lost" for an answer that never arrives. @type {Map<string, (number | "lost")[]>} */
  faults = new Map();
  absence = 10;
  #batch = 0;
  #sends = 0;
  /** @type {string[]} */
  #waiting = [];
  /** @type {{number: number, frame: string} | null} */
  #unacknowledged = null;
  /** @type {string | null} */
  #end = null;
  /** @type {((answer: Response) => void) | null} */
  #parked = null;

  /** @param {"" | "/next" | "/send" | "/close"} step @param {(number | "lost")[]} faults */
  fail(step, ...faults) {
    this.faults.set(step, faults);
  }

  /** Sends a frame to the client. @param {string} frame */
  push(frame) {
    this.#waiting.push(frame);
    this.#answerParked();
  }

  /** Ends the session. @param {number} code @param {string} reason */
  end(code, reason) {
    this.#end = JSON.stringify({ push: { disconnect: { code, reason } } });
    this.#answerParked();
  }

  /** @type {typeof fetch} */
  fetch = async (input, init) => {
    const url = String(input);
    const step = new URL(url).pathname.replace("/connection/poll", "");
    const [line, ...lines] = String(init?.body).split("\n");
    const frame = step === "" ? String(init?.body) : lines.join("\n");
    const head = step === "" ? {} : JSON.parse(line ?? "");
    this.requests.push({ url, step, head, frame });
    const fault = this.faults.get(step)?.shift();
    if (typeof fault === "number") {
      return new Response("<html>a proxy</html>", { status: fault });
    }
    const answer = await this.#answer(step, head, frame, init?.signal);
    if (fault === "lost") {
      throw new TypeError("the network is away");
    }
    return answer;
  };

  /**
   * @param {string} step
   * @param {any} head
   * @param {string} frame
   * @param {AbortSignal | null | undefined} signal
   * @returns {Promise<Response>}
   */
  async #answer(step, head, frame, signal) {
    switch (step) {
      case "":
        return lines({ poll: "secret.node", wait: 25, absence: this.absence });
      case "/next":
        return this.#next(head, signal);
      case "/send":
        if (head.turn === this.#sends + 1) {
          this.#sends++;
          this.received.push(...frame.split("\n"));
        }
        return new Response(null, { status: 204 });
      default:
        return new Response(null, { status: 204 });
    }
  }

  /** @param {any} head @param {AbortSignal | null | undefined} signal */
  #next(head, signal) {
    if (head.ack === this.#unacknowledged?.number) {
      this.#unacknowledged = null;
    }
    const answer = new Promise((resolve, reject) => {
      this.#parked = resolve;
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
    this.#answerParked();
    return /** @type {Promise<Response>} */ (answer);
  }

  #answerParked() {
    if (this.#parked === null) {
      return;
    }
    if (this.#unacknowledged === null && this.#waiting.length > 0) {
      this.#unacknowledged = { number: ++this.#batch, frame: this.#waiting.splice(0).join("\n") };
    }
    if (this.#end !== null) {
      this.#parked(lines({ end: true }, this.#end));
    } else if (this.#unacknowledged !== null) {
      this.#parked(lines({ batch: this.#unacknowledged.number }, this.#unacknowledged.frame));
    } else {
      return;
    }
    this.#parked = null;
  }
}

/** @param {object} head @param {string} [frame] */
export function lines(head, frame = "", status = 200) {
  return new Response(JSON.stringify(head) + "\n" + frame, { status });
}
