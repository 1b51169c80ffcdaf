import { request as httpRequest } from "node:http";

/** What stands in a publication, and nowhere else in what this bench has a server say. */
const PUBLICATION = Buffer.from('"pub":');

/** Counts the publications in a stream of bytes, however it is cut. */
export class PublicationCount {
  #rest = Buffer.alloc(0);

  /** How many more there are with these bytes. */
  add(bytes) {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    let count = 0;
    for (let at = all.indexOf(PUBLICATION); at >= 0;) {
      count++;
      at = all.indexOf(PUBLICATION, at + PUBLICATION.length);
    }
    this.#rest = all.subarray(Math.max(0, all.length - PUBLICATION.length + 1));
    return count;
  }
}

/** Whether there is a ping among these bytes: an empty object that is the value of nothing. */
export function hasPing(bytes) {
  for (let at = bytes.indexOf("{}"); at >= 0; at = bytes.indexOf("{}", at + 2)) {
    if (at === 0 || bytes[at - 1] !== 0x3a /* : */) {
      return true;
    }
  }
  return false;
}

/** The first frame of a client that sends commands. */
export function commands(token, channel) {
  const lines = [{ id: 1, connect: { token } }];
  if (channel) {
    lines.push({ id: 2, subscribe: { channel } });
  }
  return lines.map((line) => JSON.stringify(line)).join("\n");
}

/** Whether a client that has heard this text has what it asked for. */
export function isThere(text, channel) {
  return text.includes(channel ? '"id":2,"subscribe":{' : '"id":1,"connect":{');
}

/**
 * One HTTP request; the response may last.
 *
 * @returns the response, as soon as its head is there
 */
export function send({ host, port, agent }, { method = "POST", path, headers, body }) {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host, port, agent, method, path, headers }, resolve);
    request.on("error", reject);
    request.end(body);
  });
}

/** All of a response. */
export async function whole(response) {
  const chunks = [];
  for await (const chunk of response) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
