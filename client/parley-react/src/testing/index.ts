export {
  FakeServer,
  fakeToken,
  ServerError,
  type ErrorReply,
  type FakeServerOptions,
  type Publication,
  type ReceivedCommand,
  type StoredPublication,
} from "parley-client/testing";
