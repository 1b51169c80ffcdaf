package dev.parley.session.control;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.Revocations.Revocation;
import dev.parley.session.control.ControlHandler.Outcome;
import dev.parley.testing.HostileBytes;
import java.time.Instant;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for whatever other members order. */
class ControlMessagePropertyTest {
  @Provide
  Arbitrary<byte[]> notes() {
    return HostileBytes.near(
        given(
            new ControlRequest.Subscribe(
                "u1", "c1", "room:a", new StreamPosition(7, "e"), Payload.json("{\"a\":1}"))),
        given(new ControlRequest.Unsubscribe("u1", null, "room:a")),
        given(
            new ControlRequest.Disconnect(
                "u1", null, Set.of("c1", "c2"), new DisconnectCode(4000, "why"))),
        given(new ControlRequest.Refresh("u1", "c1", Instant.ofEpochSecond(1_900_000_000))),
        given(
            new ControlRequest.Revoke(
                new Revocation(
                    "u1", Instant.ofEpochMilli(1_900_000_000_123L), Instant.ofEpochMilli(1)))),
        new ControlMessage.Answered(2, new Outcome(3, null)).write(),
        new ControlMessage.Answered(
                2, new Outcome(0, new ProtocolException(ErrorCode.BAD_REQUEST, "why")))
            .write());
  }

  private static byte[] given(ControlRequest order) {
    return new ControlMessage.Request(1, order).write();
  }

  @Property
  @Label("[B3] whatever comes, an order is decoded or refused, at little cost")
  void ordersAreDecodedOrRefused(@ForAll("notes") byte[] bytes) {
    HostileBytes.assertDecodedOrRefused(bytes, ControlMessage::read);
  }
}
