package dev.parley.transport.frames;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Notes what a decoder makes of bytes. */
final class RecordedMessages implements FrameDecoder.Receiver {
  final List<String> events = new ArrayList<>();

  /** What comes of these bytes, given in pieces of so many; the last event may be a failure. */
  static List<String> of(int most, int piece, byte[] bytes) {
    return of(most, Opcode.TEXT, piece, bytes);
  }

  static List<String> of(int most, int spoken, int piece, byte[] bytes) {
    RecordedMessages heard = new RecordedMessages();
    FrameDecoder decoder = new FrameDecoder(most, spoken, heard);
    try {
      for (int at = 0; at < bytes.length; at += piece) {
        decoder.decode(bytes, at, Math.min(at + piece, bytes.length));
      }
    } catch (FrameException e) {
      heard.events.add("fails " + e.status().code());
    }
    return heard.events;
  }

  @Override
  public void message(byte[] message) {
    events.add(new String(message, StandardCharsets.UTF_8));
  }

  @Override
  public void otherKindOfMessage() {
    events.add("other kind");
  }

  @Override
  public void ping(byte[] payload) {
    events.add("ping " + new String(payload, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void pong() {
    events.add("pong");
  }

  @Override
  public void close(CloseStatus status) {
    events.add("close " + status.code() + " " + status.reason());
  }
}
