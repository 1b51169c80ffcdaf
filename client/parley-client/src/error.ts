import { ownCodes, sentenceOf } from "./connection/reasons.js";

/** Why a call did not succeed. `message` is a sentence for people. */
export class ParleyError extends Error {
  override readonly name = "ParleyError";

  /**
   * @param code a code of the server's protocol page, or one of `ownCodes`
   * @param temporary whether trying again may help
   * @param detail what the server said, for developers; empty if it said nothing
   */
  constructor(
    readonly code: number,
    message: string,
    readonly temporary: boolean = false,
    readonly detail: string = "",
  ) {
    super(message);
  }

  /** Makes one of whatever `centrifuge` or an application has thrown. */
  static from(failure: unknown): ParleyError {
    if (failure instanceof ParleyError) {
      return failure;
    }
    const { code, message, temporary } = (
      typeof failure === "object" && failure !== null ? failure : {}
    ) as { code?: unknown; message?: unknown; temporary?: unknown };
    const detail = typeof message === "string" ? message : String(failure);
    if (typeof code !== "number") {
      return new ParleyError(ownCodes.applicationError, detail, false, detail);
    }
    const own = code < 100 ? (OWN_CODE_OF_CALL[code] ?? ownCodes.connectionLost) : code;
    return new ParleyError(
      own,
      sentenceOf(own, detail),
      temporary === true || code < 100 || TEMPORARY.has(code),
      detail,
    );
  }
}

/** The server marks these as temporary, too. */
const TEMPORARY = new Set([100, 109, 111]);

/** What `errorCodes` of centrifuge mean for a call. */
const OWN_CODE_OF_CALL: Readonly<Record<number, number>> = {
  1: ownCodes.timeout,
  3: ownCodes.notConnected,
  4: ownCodes.notConnected,
};
