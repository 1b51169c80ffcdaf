import { Centrifuge } from "centrifuge";
import type { Author } from "./entries.ts";

/** What there is to say about the connection, truthfully and in one line. */
export type ConnectionState =
  | { readonly kind: "connecting"; readonly detail: string }
  | { readonly kind: "connected"; readonly detail: string }
  | { readonly kind: "reconnecting"; readonly detail: string }
  /** The client stays away until it is asked to connect again. */
  | { readonly kind: "disconnected"; readonly detail: string };

/**
 * Makes the official client for one user. Reconnection, backoff, ping, online and offline events and resubscription are its
 * business; this only gives it tokens and puts its events into words.
 *
 * @param base where the server is; the page's own address
 */
export function openConnection(
  base: URL,
  me: Author,
  onState: (state: ConnectionState) => void,
): Centrifuge {
  const endpoint = new URL("connection/websocket", base);
  endpoint.protocol = base.protocol === "https:" ? "wss:" : "ws:";
  const client = new Centrifuge(endpoint.href, {
    name: "parley-demo",
    getToken: () => developmentToken(base, me).catch(noteRefusal),
    maxReconnectDelay: 5_000,
  });

  /** Why there will be no token; the client itself would only say "unauthorized". */
  let refusal: string | null = null;
  function noteRefusal(error: unknown): never {
    refusal = error instanceof Centrifuge.UnauthorizedError ? error.message : null;
    throw error;
  }

  let returning = false;
  const away = (detail: string) =>
    onState({ kind: returning ? "reconnecting" : "connecting", detail });
  client.on("connecting", ({ code, reason }) => away(code === 0 ? "" : `${reason} (${code})`));
  client.on("connected", ({ client: id, transport }) => {
    returning = true;
    onState({ kind: "connected", detail: `over ${transport}, client ${id}` });
  });
  client.on("disconnected", ({ code, reason }) =>
    onState({ kind: "disconnected", detail: `${refusal ?? reason} (${code})` }),
  );
  client.on("error", ({ error }) => {
    if (client.state === "connecting") {
      away(error.message);
    }
  });
  return client;
}

/** A token of the development issuer. A real application asks its own back end, which knows who is signed in. */
async function developmentToken(base: URL, me: Author): Promise<string> {
  const url = new URL("dev/token", base);
  url.search = new URLSearchParams({ user: me.user, name: me.name }).toString();
  const response = await fetch(url, { headers: { accept: "application/json" } });
  if (response.status === 403 || response.status === 404) {
    // Final: the server is not in development mode, and asking again would not change it.
    throw new Centrifuge.UnauthorizedError("this server gives out no development tokens");
  }
  if (!response.ok) {
    throw new Error(`no token: the server answered ${response.status}`);
  }
  const { token } = (await response.json()) as { token: string };
  return token;
}
