/** Who a token is for. */
export interface Identity {
  readonly user: string;
  /** What others see of the user besides the id, such as `{name}`. */
  readonly info?: unknown;
  /** When it expires, in seconds since 1970. */
  readonly exp?: number;
}

/** Makes a token that only the fake server accepts: it is not signed. */
export function fakeToken(user: string, name?: string, expiresInSeconds?: number): string {
  const claims = {
    sub: user,
    ...(name === undefined ? {} : { info: { name } }),
    ...(expiresInSeconds === undefined
      ? {}
      : { exp: Math.floor(Date.now() / 1000) + expiresInSeconds }),
  };
  return `${encode({ alg: "none" })}.${encode(claims)}.`;
}

/** Reads a JWT without checking it, or takes the text as the user id; null if there is no user. */
export function identityOf(token: string): Identity | null {
  const payload = token.split(".")[1];
  if (payload === undefined) {
    return token === "" ? null : { user: token };
  }
  const { sub, info, exp } = decode(payload) as { sub?: string; info?: unknown; exp?: number };
  return sub === undefined
    ? null
    : {
        user: sub,
        ...(info === undefined ? {} : { info }),
        ...(exp === undefined ? {} : { exp }),
      };
}

/** How long the token is valid, or what the server says instead; null if it does not expire. */
export function secondsLeft({ exp }: Identity, otherwise: number | null): number | null {
  return exp === undefined ? otherwise : exp - Math.floor(Date.now() / 1000);
}

function encode(value: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function decode(text: string): object {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(
    new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0))),
  ) as object;
}
