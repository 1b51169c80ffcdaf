package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProtobufSchemaTest {
  @Test
  @DisplayName("[K1] the fields of Protobuf messages have the numbers of the official schema")
  void numbers() throws ReflectiveOperationException {
    Map<String, MessageType> types = new HashMap<>();
    collect(ProtobufSchema.COMMAND, types);
    collect(ProtobufSchema.REPLY, types);
    collect(ProtobufSchema.EMULATION_REQUEST, types);
    assertThat(types).hasSize(38);
    Set<String> newer = new TreeSet<>();
    int looked = 0;
    for (MessageType type : types.values()) {
      Class<?> official = Class.forName(Protocol.class.getName() + "$" + type.name());
      for (MessageType.Field field : type.fields()) {
        String constant = field.name().toUpperCase(Locale.ROOT) + "_FIELD_NUMBER";
        if (Stream.of(official.getFields()).noneMatch(f -> f.getName().equals(constant))) {
          newer.add(type.name() + "." + field.name());
          continue;
        }
        assertThat(official.getField(constant).getInt(null))
            .as(type.name() + "." + field.name())
            .isEqualTo(field.number());
        looked++;
      }
    }
    assertThat(looked).isGreaterThan(85);
    assertThat(newer)
        .as("what the Java client does not know yet, and the client for JavaScript shows")
        .containsExactly(
            "Connect.time",
            "ConnectResult.time",
            "Publication.delta",
            "Publication.time",
            "PublishRequest.key",
            "PublishRequest.removed",
            "PublishRequest.type",
            "SubRefreshRequest.track",
            "SubRefreshRequest.type",
            "SubRefreshRequest.untrack",
            "SubscribeRequest.asc",
            "SubscribeRequest.cursor",
            "SubscribeRequest.delta",
            "SubscribeRequest.flag",
            "SubscribeRequest.limit",
            "SubscribeRequest.phase",
            "SubscribeRequest.tf",
            "SubscribeRequest.type",
            "SubscribeResult.delta");
  }

  private static void collect(MessageType type, Map<String, MessageType> types) {
    boolean isEntry = type.name().equals("entry");
    if (!isEntry && types.put(type.name(), type) != null) {
      return;
    }
    for (MessageType.Field field : type.fields()) {
      if (field.message() != null) {
        collect(field.message(), types);
      }
    }
  }
}
