import type { Centrifuge } from "centrifuge";
import type { ConnectionState, ConnectOptions, ParleyConnection, User } from "./api.js";
import type { Store } from "./store.js";

/** What the parts of a client share: rooms, queue and unread counts are built on this. */
export interface ClientContext {
  readonly centrifuge: Centrifuge;
  readonly connection: Store<ConnectionState>;
  /** The address of the server with a slash at its end: with the user id it names what is stored for a user. */
  readonly url: string;
  readonly queue: NonNullable<ConnectOptions["queue"]>;
  /** Who the user is. Null until a token was read or the server has said it. */
  readonly user: Store<User | null>;
  readonly rpc: ParleyConnection["rpc"];
}
