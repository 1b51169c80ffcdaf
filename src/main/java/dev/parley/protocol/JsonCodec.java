package dev.parley.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The JSON variant of the protocol: each reply or push is one line without a line break, so that
 * any number of them joined by {@code \n} is a frame.
 */
public class JsonCodec implements Codec {
  private static final byte SEPARATOR = '\n';
  private static final Frame PING = Frame.of("{}");

  private final JsonReader reader;
  private final int commandsPerFrame;

  /**
   * @param reader parses the frames of clients
   * @param commandsPerFrame the greatest number of commands of one frame that run
   */
  public JsonCodec(JsonReader reader, int commandsPerFrame) {
    this.reader = reader;
    this.commandsPerFrame = commandsPerFrame;
  }

  @Override
  public List<Command> decode(byte[] frame) throws MalformedFrameException {
    try (JsonReader.Objects objects = reader.read(Utf8.decode(frame), 2, "data"::equals)) {
      return CommandReader.commands(objects::next, commandsPerFrame);
    }
  }

  @Override
  public EmulationRequest emulation(byte[] body) throws MalformedFrameException {
    List<Fields> objects = reader.objects(Utf8.decode(body), 1, 1, name -> false);
    if (objects.isEmpty()) {
      throw new MalformedFrameException("a request must hold an object");
    }
    return CommandReader.emulation(objects.get(0));
  }

  @Override
  public Frame reply(int id, Result result) {
    return Frame.of(line(out -> MessageFields.reply(out, id, result)));
  }

  @Override
  public Frame error(int id, ErrorCode code, String message) {
    return Frame.of(line(out -> MessageFields.error(out, id, code, message)));
  }

  @Override
  public Frame push(Push push) {
    return Frame.of(line(out -> MessageFields.push(out, push)));
  }

  @Override
  public Frame ping() {
    return PING;
  }

  @Override
  public Frame join(List<Frame> frames) {
    return Frame.join(frames, SEPARATOR);
  }

  @Override
  public int separatorBytes() {
    return 1;
  }

  @Override
  public boolean isBinary() {
    return false;
  }

  /** A result as a JSON object. */
  public String result(Result result) {
    return line(out -> MessageFields.fields(out, result));
  }

  /** Writes one object. */
  static String line(MessageFields.Body body) {
    try {
      JsonWriter out = new JsonWriter();
      body.write(out);
      return out.line();
    } catch (IOException e) {
      throw new UncheckedIOException("a string writer does not fail", e);
    }
  }
}
