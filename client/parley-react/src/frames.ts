/** A message from what came: a text is JSON; binary data stays as it is. */
export function fromFrame(data: unknown): unknown {
  return typeof data === "string" ? JSON.parse(data) : data;
}

/** What is sent for a message: texts and binary data as they are, everything else as JSON. */
export function toFrame(
  message: unknown,
): string | ArrayBuffer | Blob | ArrayBufferView<ArrayBuffer> {
  return typeof message === "string" ||
    message instanceof ArrayBuffer ||
    ArrayBuffer.isView(message) ||
    message instanceof Blob
    ? (message as string)
    : JSON.stringify(message);
}
