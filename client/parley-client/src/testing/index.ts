export { FakeServer, type FakeServerOptions, type ReceivedCommand } from "./fake-server.js";
export { fakeToken } from "./tokens.js";
export { ServerError, type ErrorReply, type Publication, type StoredPublication } from "./wire.js";
