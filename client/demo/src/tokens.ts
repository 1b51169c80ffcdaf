import { UnauthorizedError } from "parley-client";
import type { Me } from "./identity.ts";

/** How long a token lives that was asked for with `shorten`. */
const SHORT_SECONDS = 5;

/** Fetches tokens of the development issuer. A real page asks its own back end, which knows who is signed in. */
export class Tokens {
  readonly #url: URL;
  readonly #listeners = new Set<() => void>();
  #short = false;
  #expiresAt: number | null = null;

  constructor(base: URL, me: Me) {
    this.#url = new URL("dev/token", base);
    this.#url.search = new URLSearchParams({ user: me.user, name: me.name }).toString();
  }

  /** When the last token expires, as a time of Date.now(); null before the first one. */
  readonly expiresAt = {
    get: (): number | null => this.#expiresAt,
    subscribe: (listener: () => void): (() => void) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
  };

  /** The next token lives for five seconds only. */
  shorten(): void {
    this.#short = true;
  }

  /**
   * Gets a token.
   *
   * @throws UnauthorizedError if the server is not in development mode; asking again would not help
   */
  readonly fetch = async (): Promise<string> => {
    const url = new URL(this.#url);
    if (this.#short) {
      url.searchParams.set("ttl", String(SHORT_SECONDS));
    }
    const response = await fetch(url, { headers: { accept: "application/json" } });
    if (response.status === 403 || response.status === 404) {
      throw new UnauthorizedError("this server gives out no development tokens");
    }
    if (!response.ok) {
      throw new Error(`no token: the server answered ${response.status}`);
    }
    const { token } = (await response.json()) as { token: string };
    this.#short = false;
    this.#expiresAt = expiryOf(token);
    this.#listeners.forEach((listener) => listener());
    return token;
  };
}

/** The time in a JSON Web Token, which this page only shows; the server checks it. */
function expiryOf(token: string): number | null {
  try {
    const claims = token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
    const { exp } = JSON.parse(atob(claims)) as { exp?: number };
    return exp === undefined ? null : exp * 1000;
  } catch {
    return null;
  }
}
