package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Permissions.Verb;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Permissions, origins, the key of the HTTP API. */
class AccessTest {
  private static final Identity U1 = new Identity("u1", null, null, null, Set.of(), List.of());

  private static ParleyConfig config(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ParleyConfig.of(values);
  }

  @ParameterizedTest(name = "{0} {1}: {2} / subscribed {3}")
  @CsvSource({
    "SUBSCRIBE, room:a, true, true",
    "PUBLISH, room:a, false, true",
    "HISTORY, room:a, false, true",
    "PRESENCE, room:a, false, true",
    "SUBSCRIBE, inbox:u1, true, true",
    "SUBSCRIBE, inbox:u2, false, false",
    "SUBSCRIBE, inbox:u1:x, false, false",
    "SUBSCRIBE, inbox:, false, false",
    "SUBSCRIBE, inbox:u11, false, false",
    "PUBLISH, inbox:u1, false, false",
    "HISTORY, inbox:u1, false, true",
    "SUBSCRIBE, feed:a, true, true",
    "PUBLISH, feed:a, false, false",
    "SUBSCRIBE, event:a, true, true",
    "PUBLISH, event:a, false, true",
    "SUBSCRIBE, plain, false, false",
    "PUBLISH, plain, false, false",
    "PUBLISH, open:a, true, true",
    "HISTORY, open:a, false, false",
    "PRESENCE, open:a, true, true",
    "PRESENCE, open:u1, true, true",
    "HISTORY, mine:u1, true, true",
    "HISTORY, mine:u2, false, false",
    "PUBLISH, mine:u1, true, true"
  })
  @DisplayName("[A1] who may do what is decided by the namespace, and by nothing else")
  void permissions(Verb verb, String channel, boolean from, boolean subscribed) {
    Permissions permissions =
        new Permissions(
            config(
                "parley.namespaces", "room,inbox,feed,event,default,open,mine",
                "parley.namespace.open.publish", "users",
                "parley.namespace.open.history", "nobody",
                "parley.namespace.open.presence-read", "users",
                "parley.namespace.mine.publish", "owner",
                "parley.namespace.mine.history", "owner"));
    assertAllowed(permissions, verb, channel, false, from);
    assertAllowed(permissions, verb, channel, true, subscribed);
  }

  private static void assertAllowed(
      Permissions permissions, Verb verb, String channel, boolean subscribed, boolean allowed) {
    if (allowed) {
      assertThatCode(() -> permissions.require(verb, channel, U1, subscribed))
          .doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> permissions.require(verb, channel, U1, subscribed))
          .isInstanceOfSatisfying(
              ProtocolException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
    }
  }

  @Test
  @DisplayName("[A1] what the token grants is allowed, whatever the namespace says")
  void grants() {
    Permissions permissions = new Permissions(config());
    Identity granted =
        new Identity(
            "u1",
            null,
            null,
            null,
            Set.of(),
            List.of(new Grant("feed:team-*", Set.of(Verb.PUBLISH))));
    permissions.require(Verb.PUBLISH, "feed:team-1", granted, false);
    for (String channel : new String[] {"feed:other", "feed:tea", "plain"}) {
      assertThatThrownBy(() -> permissions.require(Verb.PUBLISH, channel, granted, true))
          .isInstanceOf(ProtocolException.class);
    }
    assertThatThrownBy(() -> permissions.require(Verb.PRESENCE, "feed:team-1", granted, false))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void aChannelOfNoNamespaceDoesNotExist() {
    Permissions permissions = new Permissions(config("parley.namespaces", "room"));
    for (String channel : new String[] {"nope:a", "plain", "", ":a", "ROOM:a"}) {
      assertThatThrownBy(() -> permissions.require(Verb.SUBSCRIBE, channel, U1, true))
          .isInstanceOfSatisfying(
              ProtocolException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL));
    }
  }

  @ParameterizedTest(name = "{0}, dev {1}: {2} at {3} is {4}")
  @CsvSource({
    "'', false, , app.example, true",
    "'', false, '', app.example, true",
    "'', false, https://app.example, app.example, false",
    "'', true, https://app.example, app.example, true",
    "'', true, http://localhost:9080, localhost:9080, true",
    "'', true, http://localhost:9080, LOCALHOST:9080, true",
    "'', true, http://localhost:9081, localhost:9080, false",
    "'', true, http://evil.example, localhost:9080, false",
    "'', true, http://localhost:9080, , false",
    "'', true, null, localhost:9080, false",
    "'', true, 'http://a b', localhost:9080, false",
    "https://app.example, false, https://app.example, x, true",
    "https://app.example, false, HTTPS://APP.example, x, true",
    "https://APP.example, false, https://app.example, x, true",
    "https://app.example, false, http://app.example, x, false",
    "https://app.example, false, https://app.example.evil.example, x, false",
    "https://app.example, false, https://app.example:8443, x, false",
    "https://app.example, false, null, x, false",
    "'https://a.example,https://b.example', false, https://b.example, x, true",
    "*, false, https://anything.example, x, true",
    "*, false, null, x, true"
  })
  @DisplayName("[A4] only pages of a configured origin may connect")
  void origins(String configured, boolean dev, String origin, String host, boolean allowed) {
    Origins origins =
        new Origins(config("parley.origins", configured, "parley.dev", Boolean.toString(dev)));
    assertThat(origins.allow(origin, host)).isEqualTo(allowed);
  }

  @Test
  @DisplayName("[A4] the HTTP API is closed until there is a key, and opens to that key only")
  void apiKey() {
    ApiKey none = new ApiKey(config());
    assertThat(none.isSet()).isFalse();
    assertThat(none.matches("")).isFalse();
    assertThat(none.matches("dev")).isFalse();
    ApiKey set = new ApiKey(config("parley.api.key", "s3cret", "parley.dev", "true"));
    assertThat(set.isSet()).isTrue();
    assertThat(set.matches("s3cret")).isTrue();
    for (String wrong : new String[] {null, "", "dev", "s3cre", "s3cret ", "S3CRET"}) {
      assertThat(set.matches(wrong)).isFalse();
    }
    ApiKey dev = new ApiKey(config("parley.dev", "true"));
    assertThat(dev.matches("dev")).isTrue();
    assertThat(dev.matches("")).isFalse();
  }
}
