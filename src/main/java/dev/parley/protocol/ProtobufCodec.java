package dev.parley.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The Protobuf variant of the protocol: each message begins with its length, so that any number of
 * them is a frame. Data is JSON here too, because other subscribers may use the JSON codec.
 */
public final class ProtobufCodec implements Codec {
  private static final Frame PING = Frame.of(new byte[1]);

  private final JsonReader json;
  private final int commandsPerFrame;

  /**
   * @param json checks that data is JSON
   * @param commandsPerFrame the greatest number of commands of one frame that run
   */
  public ProtobufCodec(JsonReader json, int commandsPerFrame) {
    this.json = json;
    this.commandsPerFrame = commandsPerFrame;
  }

  @Override
  public List<Command> decode(byte[] frame) throws MalformedFrameException {
    ProtobufReader reader = new ProtobufReader(frame, json);
    return CommandReader.commands(
        () -> reader.hasMore() ? new Fields(reader.message(ProtobufSchema.COMMAND)) : null,
        commandsPerFrame);
  }

  @Override
  public EmulationRequest emulation(byte[] body) throws MalformedFrameException {
    return CommandReader.emulation(
        new Fields(new ProtobufReader(body, json).rest(ProtobufSchema.EMULATION_REQUEST)));
  }

  @Override
  public Frame reply(int id, Result result) {
    return frame(out -> MessageFields.reply(out, id, result));
  }

  @Override
  public Frame error(int id, ErrorCode code, String message) {
    return frame(out -> MessageFields.error(out, id, code, message));
  }

  @Override
  public Frame push(Push push) {
    return frame(out -> MessageFields.push(out, push));
  }

  @Override
  public Frame ping() {
    return PING;
  }

  @Override
  public Frame join(List<Frame> frames) {
    return Frame.join(frames);
  }

  @Override
  public int separatorBytes() {
    return 0;
  }

  @Override
  public boolean isBinary() {
    return true;
  }

  private static Frame frame(MessageFields.Body body) {
    try {
      ProtobufWriter out = new ProtobufWriter(ProtobufSchema.REPLY);
      body.write(out);
      return Frame.of(out.message());
    } catch (IOException e) {
      throw new UncheckedIOException("an array of bytes does not fail", e);
    }
  }
}
