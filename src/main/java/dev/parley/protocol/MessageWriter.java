package dev.parley.protocol;

import java.io.IOException;

/**
 * Takes the fields of one message, by their names in the protocol, in the order in which they are
 * to be written. What is begun must be ended. Used by one thread, for one message. It throws what
 * its generator declares, and never does.
 */
interface MessageWriter {
  void text(String name, String value) throws IOException;

  void number(String name, long value) throws IOException;

  void flag(String name, boolean value) throws IOException;

  void payload(String name, Payload value) throws IOException;

  /**
   * Data that need not be a JSON value: in JSON it is a text, in Protobuf the same as other data.
   */
  void payloadAsText(String name, Payload value) throws IOException;

  /** A message as a field of this one. */
  void begin(String name) throws IOException;

  /** Ends what was begun last. */
  void end() throws IOException;

  /** A list of messages, each begun by {@link #beginItem}. */
  void beginList(String name) throws IOException;

  void beginItem() throws IOException;

  void endList() throws IOException;

  /** Texts or messages by keys: {@link #entry} or {@link #beginEntry} for each. */
  void beginMap(String name) throws IOException;

  void entry(String key, String value) throws IOException;

  /** A message as the value of a key; {@link #endEntry} ends it. */
  void beginEntry(String key) throws IOException;

  void endEntry() throws IOException;

  void endMap() throws IOException;
}
