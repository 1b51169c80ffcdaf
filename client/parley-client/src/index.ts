export { createClient, type ClientOptions, type TransportKind } from "./client.js";
export { PollSocket, type PollOptions } from "./poll-socket.js";
export { ticketEventSource, ticketFor, type GetTicket } from "./tickets.js";
