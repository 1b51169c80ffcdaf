export { connect } from "./connect.js";
export type {
  ConnectionState,
  ConnectOptions,
  Message,
  Parley,
  ParleyConnection,
  PresentUser,
  QueueState,
  Reason,
  ReconnectOptions,
  Room,
  RoomState,
  UnreadCounts,
  User,
} from "./api.js";
export { ParleyError } from "./error.js";
export { ownCodes } from "./connection/reasons.js";
export type { Store } from "./store.js";
export { UnauthorizedError } from "centrifuge";
export { createClient, type ClientOptions, type TransportKind } from "./transport/client.js";
export type { PollOptions } from "./transport/poll-socket.js";
export type { GetTicket } from "./transport/tickets.js";
