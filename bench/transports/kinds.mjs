import * as poll from "./poll.mjs";
import { pushing, streaming } from "./stream.mjs";
import * as websocket from "./websocket.mjs";

/**
 * How a client of each transport is opened: with a server, a token, the channel that it hears or
 * none, who is told how many publications it has heard, and who is told when it is lost.
 */
export const KINDS = {
  websocket: websocket.open,
  http_stream: streaming("/connection/http_stream"),
  sse: streaming("/connection/sse"),
  uni_sse: pushing("/connection/uni_sse"),
  poll: poll.open,
};
