package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.channel.EncodedBatch.Form;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Codec;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtobufCodec;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EncodedBatchTest {
  private final JsonReader reader = new JsonReader(64);

  /** The codecs that encoded a push, in their order. */
  private final List<Codec> encoded = new ArrayList<>();

  private final Codec json = watched(new JsonCodec(reader, 1));
  private final Codec protobuf = watched(new ProtobufCodec(reader, 1));

  private Codec watched(Codec codec) {
    return (Codec)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Codec.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("push")) {
                encoded.add(codec);
              }
              return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                default -> method.invoke(codec, arguments);
              };
            });
  }

  private static List<Push> pushes(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> new Publication(0, n, Payload.json("\"x\""), null, Map.of()))
        .map(publication -> (Push) new Push.Published("a", publication))
        .toList();
  }

  @Test
  @DisplayName("[K2] a broadcast to both kinds is encoded once by each codec")
  void oncePerCodec() {
    EncodedBatch batch = new EncodedBatch(pushes(1), null, false, 1000);
    List<Frame> toJson = batch.framesFor(json, Form.PLAIN);
    List<Frame> toProtobuf = batch.framesFor(protobuf, Form.PLAIN);
    assertThat(batch.framesFor(json, Form.PLAIN)).isSameAs(toJson);
    assertThat(batch.framesFor(protobuf, Form.PLAIN)).isSameAs(toProtobuf);
    assertThat(encoded).hasSize(2);
    assertThat(toJson.get(0).text()).startsWith("{\"push\":");
    assertThat(toProtobuf).isNotEqualTo(toJson);
  }

  @Test
  @DisplayName("[K2] a codec that nobody speaks encodes nothing")
  void notWithoutASubscriber() {
    EncodedBatch batch = new EncodedBatch(pushes(3), null, false, 1000);
    batch.framesFor(json, Form.PLAIN);
    batch.framesFor(json, Form.PLAIN);
    assertThat(encoded).hasSize(3).allMatch(JsonCodec.class::isInstance);
  }

  @Test
  @DisplayName("[F2] each form is encoded once by each codec, and not before somebody needs it")
  void oncePerForm() {
    EncodedBatch batch = new EncodedBatch(pushes(3), Payload.json("1"), false, 1000);
    List<Frame> plain = batch.framesFor(json, Form.PLAIN);
    List<Frame> whole = batch.framesFor(json, Form.WHOLE);
    assertThat(encoded).hasSize(6);
    List<Frame> delta = batch.framesFor(json, Form.DELTA);
    for (int i = 0; i < 2; i++) {
      assertThat(batch.framesFor(json, Form.PLAIN)).isSameAs(plain);
      assertThat(batch.framesFor(json, Form.WHOLE)).isSameAs(whole);
      assertThat(batch.framesFor(json, Form.DELTA)).isSameAs(delta);
    }
    assertThat(encoded).hasSize(9);
    batch.framesFor(protobuf, Form.DELTA);
    assertThat(encoded).hasSize(12);
    assertThat(whole.get(0).text()).contains("\"data\":\"\\\"x\\\"\"");
  }

  @Test
  void knowsWhatIsPublishedLast() {
    Payload before = Payload.json("1");
    Push join = new Push.Join("a", new ClientInfo("u", "c", null, null));
    EncodedBatch joins = new EncodedBatch(List.of(join), before, false, 1000);
    assertThat(joins.hasPublications()).isFalse();
    assertThat(joins.last()).isSameAs(before);
    List<Push> pushes = new ArrayList<>(pushes(2));
    pushes.add(join);
    EncodedBatch more = new EncodedBatch(pushes, before, false, 1000);
    assertThat(more.hasPublications()).isTrue();
    assertThat(more.last()).isEqualTo(Payload.json("\"x\""));
  }

  @Test
  void framesAreAsLargeAsTheyMayBe() {
    for (Codec codec : List.of(json, protobuf)) {
      List<Push> pushes = pushes(10);
      int one = codec.push(pushes.get(1)).bytes();
      List<Frame> frames =
          new EncodedBatch(pushes, null, false, 3L * one + 2L * codec.separatorBytes())
              .framesFor(codec, Form.PLAIN);
      assertThat(frames).hasSize(4);
      assertThat(codec.join(frames))
          .isEqualTo(codec.join(pushes.stream().map(codec::push).toList()));
    }
  }
}
