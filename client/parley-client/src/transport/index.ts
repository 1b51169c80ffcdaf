export { PollSocket, type PollOptions } from "./poll-socket.js";
export { ticketEventSource, ticketFor, type GetTicket } from "./tickets.js";
