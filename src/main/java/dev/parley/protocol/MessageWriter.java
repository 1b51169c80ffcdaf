package dev.parley.protocol;

import java.io.IOException;

/**
 * Writes the fields of one message, by their names in the protocol, in the order of the calls. Each
 * begin needs its end. Used by one thread, for one message. The generator declares the exception,
 * and never throws it.
 */
interface MessageWriter {
  void text(String name, String value) throws IOException;

  void number(String name, long value) throws IOException;

  void flag(String name, boolean value) throws IOException;

  void payload(String name, Payload value) throws IOException;

  /** Writes data that need not be a JSON value: as a text in JSON, like other data in Protobuf. */
  void payloadAsText(String name, Payload value) throws IOException;

  /** Begins a message as a field of this one. */
  void begin(String name) throws IOException;

  /** Ends the innermost message. */
  void end() throws IOException;

  /** Begins a list of messages; {@link #beginItem} begins each of them. */
  void beginList(String name) throws IOException;

  void beginItem() throws IOException;

  void endList() throws IOException;

  /** Begins a map of texts or messages: {@link #entry} or {@link #beginEntry} for each. */
  void beginMap(String name) throws IOException;

  void entry(String key, String value) throws IOException;

  /** Begins a message as the value of a key; {@link #endEntry} ends it. */
  void beginEntry(String key) throws IOException;

  void endEntry() throws IOException;

  void endMap() throws IOException;
}
