package dev.parley.session.control;

import dev.parley.cluster.FieldReader;
import dev.parley.cluster.FieldWriter;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.Revocations.Revocation;
import dev.parley.session.control.ControlHandler.Outcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The messages between members about requests to sessions, and their format. */
sealed interface ControlMessage {
  byte SUBSCRIBE = 1;
  byte UNSUBSCRIBE = 2;
  byte DISCONNECT = 3;
  byte REFRESH = 4;
  byte REVOKE = 5;
  byte ANSWER = 16;

  /** The number of the request, which its sender has chosen. */
  long number();

  /** Encodes the message: a kind, then the fields. */
  byte[] write();

  /** A request to the sessions of the receiver. */
  record Request(long number, ControlRequest request) implements ControlMessage {
    @Override
    public byte[] write() {
      FieldWriter out = new FieldWriter();
      if (request instanceof ControlRequest.Subscribe subscribe) {
        begin(out, SUBSCRIBE).put(subscribe.channel()).put(subscribe.data());
        StreamPosition since = subscribe.since();
        out.put(since == null ? null : since.epoch()).put(since == null ? 0 : since.offset());
      } else if (request instanceof ControlRequest.Unsubscribe unsubscribe) {
        begin(out, UNSUBSCRIBE).put(unsubscribe.channel());
      } else if (request instanceof ControlRequest.Disconnect end) {
        begin(out, DISCONNECT).put(end.code().code()).put(end.code().reason());
        out.put(end.spared().size());
        end.spared().forEach(out::put);
      } else if (request instanceof ControlRequest.Refresh refresh) {
        begin(out, REFRESH).put(refresh.expires().getEpochSecond());
      } else if (request instanceof ControlRequest.Revoke revoke) {
        begin(out, REVOKE)
            .put(revoke.revocation().before().toEpochMilli())
            .put(revoke.revocation().until().toEpochMilli());
      }
      return out.bytes();
    }

    private FieldWriter begin(FieldWriter out, byte kind) {
      return out.put(kind).put(number).put(request.user()).put(request.client());
    }
  }

  /** The answer to a request. */
  record Answered(long number, Outcome outcome) implements ControlMessage {
    @Override
    public byte[] write() {
      FieldWriter out = new FieldWriter().put(ANSWER).put(number).put(outcome.reached());
      ProtocolException problem = outcome.problem();
      if (problem == null) {
        return out.put(0).bytes();
      }
      return out.put(problem.code().code()).put(problem.getMessage()).bytes();
    }
  }

  /**
   * Decodes a message; null when its kind is not known, because a later version may have more.
   *
   * @throws RuntimeException when the fields do not fit the kind
   */
  static ControlMessage read(byte[] message) {
    FieldReader in = new FieldReader(ByteBuffer.wrap(message));
    byte kind = in.readByte();
    if (kind != ANSWER && (kind < SUBSCRIBE || kind > REVOKE)) {
      return null;
    }
    long number = in.readLong();
    if (kind == ANSWER) {
      return new Answered(number, new Outcome(in.readInt(), problem(in)));
    }
    return new Request(number, request(kind, in));
  }

  private static ProtocolException problem(FieldReader in) {
    int number = in.readInt();
    if (number == 0) {
      return null;
    }
    ErrorCode code =
        Arrays.stream(ErrorCode.values())
            .filter(known -> known.code() == number)
            .findFirst()
            .orElse(ErrorCode.INTERNAL);
    return new ProtocolException(code, in.readText());
  }

  private static ControlRequest request(byte kind, FieldReader in) {
    String user = in.readText();
    String client = in.readText();
    return switch (kind) {
      case SUBSCRIBE -> {
        String channel = in.readText();
        Payload data = in.readData();
        String epoch = in.readText();
        long offset = in.readLong();
        StreamPosition since = epoch == null ? null : new StreamPosition(offset, epoch);
        yield new ControlRequest.Subscribe(user, client, channel, since, data);
      }
      case UNSUBSCRIBE -> new ControlRequest.Unsubscribe(user, client, in.readText());
      case DISCONNECT -> {
        DisconnectCode code = new DisconnectCode(in.readInt(), in.readText());
        Set<String> spared = new HashSet<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
          spared.add(in.readText());
        }
        yield new ControlRequest.Disconnect(user, client, spared, code);
      }
      case REFRESH ->
          new ControlRequest.Refresh(user, client, Instant.ofEpochSecond(in.readLong()));
      case REVOKE ->
          new ControlRequest.Revoke(
              new Revocation(
                  user, Instant.ofEpochMilli(in.readLong()), Instant.ofEpochMilli(in.readLong())));
      default -> throw new IllegalArgumentException("no request is of kind " + kind);
    };
  }
}
