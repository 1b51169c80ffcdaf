import type { User } from "../api.js";

/** Who a token is for; null if it cannot be read here, such as a ticket. The token is not checked: that is the server's task. */
export function userOfToken(token: string): User | null {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as {
      sub?: unknown;
      name?: unknown;
      info?: { name?: unknown } | null;
    };
    const name = claims.info?.name ?? claims.name;
    return typeof claims.sub !== "string"
      ? null
      : { id: claims.sub, ...(typeof name === "string" ? { name } : {}) };
  } catch {
    return null;
  }
}
