import { Centrifuge } from "centrifuge/build/protobuf";

/**
 * The client for Protobuf with data as the one for JSON has it, so that the same tests hold both codecs. What it sends and
 * receives is bytes: {@link encodeData} and {@link decodeData} are what an application does with them.
 */
export class ProtobufCentrifuge extends Centrifuge {
  _formatOverride() {
    // @ts-expect-error: not among the types
    super._formatOverride();
    const codec = /** @type {any} */ (this)._codec;
    /** @type {any} */ (this)._codec = Object.assign(Object.create(codec), {
      encodeCommands: (/** @type {any[]} */ commands) =>
        codec.encodeCommands(commands.map(encodeData)),
      decodeReplies: (/** @type {ArrayBuffer} */ frame) =>
        codec.decodeReplies(frame).map(decodeData),
    });
  }
}

/**
 * Data as the JSON that stands for it.
 *
 * @param {any} command
 */
function encodeData(command) {
  return Object.fromEntries(
    Object.entries(command).map(([name, request]) =>
      request?.data === undefined || request.data === null
        ? [name, request]
        : [name, { ...request, data: new TextEncoder().encode(JSON.stringify(request.data)) }],
    ),
  );
}

/**
 * The same the other way, wherever there is data in a reply.
 *
 * @param {any} value
 * @returns {any}
 */
function decodeData(value) {
  if (value instanceof Uint8Array) {
    return value.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(value));
  }
  if (Array.isArray(value)) {
    return value.map(decodeData);
  }
  // A number of 64 bits is an object as well.
  if (value !== null && typeof value === "object" && value.toNumber === undefined) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decodeData(each)]));
  }
  return value;
}
