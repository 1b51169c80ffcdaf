package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParleyConfigTest {
  private static ParleyConfig with(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ParleyConfig.of(values);
  }

  static Stream<Key<?>> allKeys() {
    return Stream.concat(
            ParleyConfig.TABLES.stream(),
            Stream.of(NamespaceKeys.TABLE, SecurityKeys.API_KEY_TABLE))
        .flatMap(table -> table.keys().stream());
  }

  @ParameterizedTest
  @MethodSource("allKeys")
  void everyDefaultIsAValueOfItsType(Key<?> key) {
    assertThat(key.type().parse(key.defaultText())).isNotNull();
    assertThat(key.name()).startsWith("parley.").matches("[a-z.-]+(\\.NAME\\.[a-z-]+)?");
    assertThat(key.meaning()).endsWith(".");
  }

  @Test
  void noTwoKeysShareAName() {
    assertThat(allKeys()).hasSizeGreaterThan(100).extracting(Key::name).doesNotHaveDuplicates();
  }

  @Test
  void everyRateIsLimitedByDefault() {
    assertThat(RateKeys.TABLE.keys()).hasSize(14);
    assertThat(RateKeys.TABLE.keys().subList(1, 14))
        .allSatisfy(
            key -> {
              assertThat(key.name()).startsWith("parley.rate.");
              assertThat(((Rate) with().get(key)).isOff()).isFalse();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "100/1s, 100, PT1S",
    "' 5 / 250ms ', 5, PT0.25S",
    "7/1h, 7, PT1H",
    "off, 0, PT1S",
    "OFF, 0, PT1S",
    "0, 0, PT1S"
  })
  void readsRates(String text, long count, Duration period) {
    assertThat(with("parley.rate.api", text).get(RateKeys.API)).isEqualTo(new Rate(count, period));
    assertThat(with("parley.rate.api", text, "parley.rates", "false").get(RateKeys.API))
        .isEqualTo(Rate.OFF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "1.5/1s", "-1/1s", "1/0s", "1/x", "/1s", "5/", "2/1ns", "1KiB/1s"})
  void refusesWrongRates(String text) {
    assertThatThrownBy(() -> with("parley.rate.api", text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("parley.rate.api=" + text + ": write ");
  }

  @Test
  void readsRatesOfBytes() {
    assertThat(with("parley.rate.session.bytes", "2MiB/500ms").get(RateKeys.SESSION_BYTES))
        .isEqualTo(new Rate(2 * 1024 * 1024, Duration.ofMillis(500)));
    assertThatThrownBy(() -> with("parley.rate.session.bytes", "2GiB/1s"))
        .hasMessageContaining("write a smaller rate");
  }

  @ParameterizedTest
  @CsvSource({
    "30s, PT30S",
    "250ms, PT0.25S",
    "5m, PT5M",
    "1h, PT1H",
    "' 2 s ', PT2S",
    "PT40S, PT40S"
  })
  void readsDurations(String text, Duration duration) {
    assertThat(with("parley.session.expiry-grace", text).get(SessionKeys.EXPIRY_GRACE))
        .isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({
    "4096, 4096",
    "4096b, 4096",
    "64KiB, 65536",
    "64kb, 65536",
    "64k, 65536",
    "1MiB, 1048576",
    "2m, 2097152",
    "1GiB, 1073741824",
    "'1 g', 1073741824"
  })
  void readsSizes(String text, long bytes) {
    assertThat(with("parley.session.outbox-bytes", text).get(SessionKeys.OUTBOX_BYTES))
        .isEqualTo(bytes);
  }

  @Test
  void readsOtherTypes() {
    ParleyConfig config =
        with(
            "parley.dev", "TRUE",
            "parley.session.subscriptions", " 7 ",
            "parley.node.name", " n 1 ",
            "parley.origins", " https://a.example , ,https://b.example ",
            "parley.namespace.event.log", "Memory");
    assertThat(config.get(ServerKeys.DEV)).isTrue();
    assertThat(config.get(ServerKeys.PRODUCTION)).isFalse();
    assertThat(config.get(SessionKeys.SUBSCRIPTIONS)).isEqualTo(7);
    assertThat(config.get(ServerKeys.NODE_NAME)).isEqualTo("n 1");
    assertThat(config.get(SecurityKeys.ORIGINS))
        .extracting(AllowedOrigin::text)
        .containsExactly("https://a.example", "https://b.example");
    assertThat(config.namespaceOf("event:x").orElseThrow().log()).isEqualTo(Namespace.Log.MEMORY);
  }

  @ParameterizedTest
  @CsvSource({
    "parley.dev, yes",
    "parley.dev, 1",
    "parley.production, ''",
    "parley.session.subscriptions, many",
    "parley.session.subscriptions, 0",
    "parley.session.subscriptions, 100001",
    "parley.session.subscriptions, 1.5",
    "parley.session.subscriptions, 99999999999999999999",
    "parley.session.ping-interval, 30",
    "parley.session.ping-interval, 30 sec",
    "parley.session.ping-interval, -30s",
    "parley.session.ping-interval, 99ms",
    "parley.session.ping-interval, 2h",
    "parley.session.ping-interval, 999999999999999999d",
    "parley.session.ping-interval, PT",
    "parley.session.outbox-bytes, 4095",
    "parley.session.outbox-bytes, 2GiB",
    "parley.session.outbox-bytes, 1TiB",
    "parley.session.outbox-bytes, -1",
    "parley.session.outbox-bytes, 999999999999999999g",
    "parley.namespaces, Room",
    "parley.namespaces, 'a b'",
    "parley.namespaces, a:b",
    "parley.namespace.room.log, database",
    "parley.namespace.room.subscribe, everybody",
    "parley.namespace.room.subscribe, subscribers",
    "parley.namespace.room.subscribe, 'role:editor,subscribers'",
    "parley.namespace.room.publish, 'nobody,users'",
    "parley.namespace.room.publish, 'subscribers,'",
    "parley.namespace.room.publish, ''",
    "parley.namespace.room.publish, editor",
    "parley.namespace.room.publish, 'role:'",
    "parley.namespace.room.history, 'users role:a'",
    "parley.namespace.room.history-size, -1",
    "parley.namespace.event.join-leave, true",
    "parley.namespace.event.force-recovery, true",
    "parley.session.pong-timeout, 30s",
    "parley.sessions.ping-interval, 30s",
    "parley.namespace.room.logs, none",
    "parley.namespace.nope.log, none",
    "parley.unknown, ''"
  })
  void messageNamesTheKeyOfAWrongValue(String key, String value) {
    assertThatThrownBy(() -> with(key, value))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key);
  }

  @Test
  void messageNamesAByteOrderMark() {
    assertThatThrownBy(() -> with("parley.dev", "\ufefftrue"))
        .hasMessageContaining("parley.dev: its value begins with a byte order mark");
    for (String mark : List.of("\ufeff", "\u00ef\u00bb\u00bf")) {
      assertThatThrownBy(() -> with(mark + "parley.dev", "true"))
          .hasMessageContaining("parley.dev begins with a byte order mark");
    }
  }

  @Test
  void messageNamesAllProblems() {
    assertThatThrownBy(
            () ->
                with(
                    "parley.dev", "yes",
                    "parley.session.subscriptions", "0",
                    "parley.namespace.room.log", "x",
                    "parley.typo", "1"))
        .hasMessageContaining("parley.dev=yes: write true or false")
        .hasMessageContaining("parley.session.subscriptions=0: write a number from 1 to 100000")
        .hasMessageContaining("parley.namespace.room.log=x: write one of durable, memory, none")
        .hasMessageContaining("parley.typo: there is no such key");
  }

  @Test
  @DisplayName("[O1] the start fails when development and production are both on")
  void developmentIsRefusedInProduction() {
    assertThatThrownBy(() -> with("parley.dev", "true", "parley.production", "true"))
        .hasMessageContaining("parley.dev")
        .hasMessageContaining("parley.production");
    assertThat(with("parley.production", "true").get(ServerKeys.PRODUCTION)).isTrue();
  }

  @Test
  void namespacesHaveDefaultsAndConfiguredValues() {
    ParleyConfig config =
        with(
            "parley.namespaces", "room,inbox,feed,event,default,game",
            "parley.namespace.game.log", "memory",
            "parley.namespace.game.subscribe", "users",
            "parley.namespace.room.publish", "nobody");
    assertThat(config.namespaces())
        .extracting(Namespace::name)
        .containsExactly("room", "inbox", "feed", "event", "default", "game");
    Namespace room = config.namespaceOf("room:a:b").orElseThrow();
    assertThat(room.log()).isEqualTo(Namespace.Log.DURABLE);
    assertThat(room.logged()).isTrue();
    assertThat(room.presence()).isTrue();
    assertThat(room.publish()).isEqualTo(AccessRule.NOBODY);
    Namespace game = config.namespaceOf("game:").orElseThrow();
    assertThat(game.log()).isEqualTo(Namespace.Log.MEMORY);
    assertThat(game.publish()).isEqualTo(AccessRule.NOBODY);
    Namespace inbox = config.namespaceOf("inbox:u1").orElseThrow();
    assertThat(inbox.autoSubscribe()).isTrue();
    assertThat(inbox.historyTtl()).isEqualTo(Duration.ofDays(90));
    assertThat(config.namespaceOf("plain").orElseThrow().name()).isEqualTo("default");
    assertThat(config.namespaceOf("plain").orElseThrow().subscribe()).isEqualTo(AccessRule.NOBODY);
    assertThat(config.namespaceOf("nope:a")).isEmpty();
    assertThat(config.namespaceOf(":a")).isEmpty();
    assertThat(with("parley.namespaces", "room").namespaceOf("plain")).isEmpty();
  }

  @Test
  void accessRuleIsAListOfWordsAndRoles() {
    ParleyConfig config =
        with(
            "parley.namespace.room.subscribe", "Owner, role:editor",
            "parley.namespace.room.publish", " subscribers,role:Chief Editor,role:editor ",
            "parley.namespace.room.history", "users",
            "parley.namespace.room.presence-read", "nobody");
    Namespace room = config.namespaceOf("room:a").orElseThrow();
    assertThat(room.subscribe()).isEqualTo(new AccessRule(true, false, false, Set.of("editor")));
    assertThat(room.publish())
        .isEqualTo(new AccessRule(false, true, false, Set.of("editor", "Chief Editor")));
    assertThat(room.publish().words())
        .isEqualTo("its subscribers and the role Chief Editor and the role editor");
    assertThat(room.history()).isEqualTo(new AccessRule(false, false, true, Set.of()));
    assertThat(room.presenceRead()).isEqualTo(AccessRule.NOBODY);
  }

  @Test
  @DisplayName("[A1] no client may subscribe, except to its inbox, until a setting allows it")
  void namespacesAreClosedByDefault() {
    for (ParleyConfig closed : List.of(with(), with("parley.production", "true"))) {
      assertThat(closed.namespaces())
          .allSatisfy(
              namespace ->
                  assertThat(namespace.subscribe())
                      .isEqualTo(
                          namespace.name().equals("inbox")
                              ? AccessRule.parse("owner")
                              : AccessRule.NOBODY));
    }
    ParleyConfig open = with("parley.namespace.room.subscribe", "users");
    assertThat(open.namespaceOf("room:a").orElseThrow().subscribe())
        .isEqualTo(AccessRule.parse("users"));
    assertThat(open.namespaceOf("feed:a").orElseThrow().subscribe()).isEqualTo(AccessRule.NOBODY);
    ParleyConfig development =
        with("parley.dev", "true", "parley.namespace.feed.subscribe", "nobody");
    for (String channel : List.of("room:a", "event:a")) {
      assertThat(development.namespaceOf(channel).orElseThrow().subscribe())
          .isEqualTo(AccessRule.parse("users"));
    }
    for (String channel : List.of("feed:a", "plain")) {
      assertThat(development.namespaceOf(channel).orElseThrow().subscribe())
          .isEqualTo(AccessRule.NOBODY);
    }
  }

  @Test
  void readsMicroProfileConfig() {
    Config config =
        new SmallRyeConfigBuilder()
            .withSources(
                new PropertiesConfigSource(
                    Map.of(
                        "parley.dev", "true",
                        "parley.db.url", "jdbc:x",
                        "parley.http.port", "1",
                        "parley.https.port", "2",
                        "other.key", "x"),
                    "test",
                    100))
            .build();
    assertThat(new ParleyConfig(config).get(ServerKeys.DEV)).isTrue();
    Config wrong =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(Map.of("parley.typo", "1"), "test", 100))
            .build();
    assertThatThrownBy(() -> new ParleyConfig(wrong)).hasMessageContaining("parley.typo");
  }

  @Test
  void clusterNeedsMembersAndSecret() {
    assertThat(with().get(ClusterKeys.DISCOVERY)).isEqualTo(ClusterKeys.Discovery.NONE);
    assertThat(
            with(
                    "parley.cluster.discovery", "Members",
                    "parley.cluster.members", "a:5701, [::1]:5702",
                    "parley.cluster.secret", "0123456789abcdef")
                .get(ClusterKeys.DISCOVERY))
        .isEqualTo(ClusterKeys.Discovery.MEMBERS);
    assertThatThrownBy(() -> with("parley.cluster.discovery", "members"))
        .hasMessageContaining("needs parley.cluster.members")
        .hasMessageContaining("needs parley.cluster.secret");
    assertThatThrownBy(() -> with("parley.cluster.discovery", "kubernetes"))
        .hasMessageContaining("needs parley.cluster.kubernetes-service");
    assertThatThrownBy(
            () ->
                with(
                    "parley.cluster.discovery", "members",
                    "parley.cluster.members", "a",
                    "parley.cluster.secret", "too short",
                    "parley.namespace.event.log", "memory"))
        .hasMessageContaining("\"a\" must be host:port")
        .hasMessageContaining("16 characters")
        .hasMessageNotContaining("too short")
        .hasMessageContaining("parley.namespace.event.log=memory");
  }
}
