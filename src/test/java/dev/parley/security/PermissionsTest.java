package dev.parley.security;

import static dev.parley.security.PermissionParts.U1;
import static dev.parley.security.PermissionParts.answering;
import static dev.parley.security.PermissionParts.assertAllowed;
import static dev.parley.security.PermissionParts.assertRefused;
import static dev.parley.security.PermissionParts.config;
import static dev.parley.security.PermissionParts.identity;
import static dev.parley.security.PermissionParts.permissions;
import static dev.parley.security.PermissionParts.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import dev.parley.security.ChannelAuthorizer.Answer;
import dev.parley.security.ChannelAuthorizer.Question;
import dev.parley.security.Permissions.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client may do in a channel, by its namespace and its token. */
class PermissionsTest {
  @ParameterizedTest(name = "{0} {1}: {2} / subscribed {3}")
  @CsvSource({
    "SUBSCRIBE, room:a, false, false",
    "PUBLISH, room:a, false, true",
    "HISTORY, room:a, false, true",
    "PRESENCE, room:a, false, true",
    "SUBSCRIBE, inbox:u1, true, true",
    "SUBSCRIBE, inbox:u2, false, false",
    "SUBSCRIBE, inbox:u1:x, false, false",
    "SUBSCRIBE, inbox:, false, false",
    "SUBSCRIBE, inbox:u11, false, false",
    "SUBSCRIBE, inbox:xu1, false, false",
    "PUBLISH, inbox:u1, false, false",
    "HISTORY, inbox:u1, false, true",
    "SUBSCRIBE, feed:a, false, false",
    "PUBLISH, feed:a, false, false",
    "SUBSCRIBE, event:a, false, false",
    "PUBLISH, event:a, false, true",
    "SUBSCRIBE, plain, false, false",
    "PUBLISH, plain, false, false",
    "SUBSCRIBE, open:a, true, true",
    "PUBLISH, open:a, true, true",
    "HISTORY, open:a, false, false",
    "PRESENCE, open:a, true, true",
    "PRESENCE, open:u1, true, true",
    "HISTORY, mine:u1, true, true",
    "HISTORY, mine:u2, false, false",
    "PUBLISH, mine:u1, true, true",
    "PUBLISH, mine:u2, false, true",
    "PRESENCE, mine:u2, false, false"
  })
  @DisplayName("[A1] where nobody else says more, the namespace decides, and denies by default")
  void namespaces(Verb verb, String channel, boolean from, boolean subscribed) {
    Permissions permissions =
        permissions(
            config(
                "parley.namespaces", "room,inbox,feed,event,default,open,mine",
                "parley.namespace.open.subscribe", "users",
                "parley.namespace.open.publish", "users",
                "parley.namespace.open.history", "nobody",
                "parley.namespace.open.presence-read", "users",
                "parley.namespace.mine.publish", "owner,subscribers",
                "parley.namespace.mine.history", "owner",
                "parley.namespace.mine.presence-read", "role:admin"));
    for (boolean isSubscribed : new boolean[] {false, true}) {
      CompletionStage<Decision> decision = permissions.decide(verb, channel, U1, isSubscribed);
      if (isSubscribed ? subscribed : from) {
        assertAllowed(decision);
      } else {
        assertRefused(decision, ErrorCode.PERMISSION_DENIED);
      }
    }
  }

  @Test
  @DisplayName("[A1] a namespace may let those in whose token names a role")
  void roles() {
    Permissions permissions =
        permissions(
            config(
                "parley.namespace.room.subscribe", "role:staff, role:editor",
                "parley.namespace.room.publish", "role:editor"));
    Identity editor = identity(Set.of("other", "editor"), List.of());
    Identity staff = identity(Set.of("staff"), List.of());
    assertAllowed(permissions.decideSubscribe("room:a", editor, null));
    assertAllowed(permissions.decideSubscribe("room:a", staff, null));
    assertAllowed(permissions.decide(Verb.PUBLISH, "room:a", editor, false));
    assertRefused(
        permissions.decide(Verb.PUBLISH, "room:a", staff, true), ErrorCode.PERMISSION_DENIED);
    assertRefused(
        permissions.decideSubscribe("room:a", identity(Set.of("Editor"), List.of()), null),
        ErrorCode.PERMISSION_DENIED);
  }

  @Test
  @DisplayName("[A1] what the token grants is allowed, whatever the namespace says")
  void grants() {
    Permissions permissions = permissions(config());
    Identity granted =
        identity(
            Set.of(),
            List.of(
                new Grant("feed:team-*", Set.of(Verb.PUBLISH)),
                new Grant("room:a", Set.of(Verb.SUBSCRIBE)),
                new Grant("none:a", Set.of(Verb.SUBSCRIBE))));
    assertAllowed(permissions.decide(Verb.PUBLISH, "feed:team-1", granted, false));
    assertAllowed(permissions.decideSubscribe("room:a", granted, "no token at all"));
    for (String channel : List.of("feed:other", "feed:tea", "plain")) {
      assertRefused(
          permissions.decide(Verb.PUBLISH, channel, granted, true), ErrorCode.PERMISSION_DENIED);
    }
    assertRefused(
        permissions.decide(Verb.PRESENCE, "feed:team-1", granted, false),
        ErrorCode.PERMISSION_DENIED);
    assertRefused(permissions.decideSubscribe("none:a", granted, null), ErrorCode.UNKNOWN_CHANNEL);
  }

  @Test
  @DisplayName("[A1] a channel of no namespace does not exist, whoever asks")
  void unknownNamespaces() {
    List<Question> asked = new ArrayList<>();
    Permissions permissions =
        permissions(config("parley.namespaces", "room"), answering(asked, Answer.ALLOW));
    for (String channel : List.of("nope:a", "plain", "", ":a", "ROOM:a")) {
      assertRefused(
          permissions.decide(Verb.SUBSCRIBE, channel, U1, true), ErrorCode.UNKNOWN_CHANNEL);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  @DisplayName("[A1] a refusal says what is missing")
  void aRefusalSaysWhatIsMissing() {
    Permissions permissions =
        permissions(config("parley.namespace.room.publish", "owner,role:editor"));
    assertThat(refusal(permissions.decide(Verb.PUBLISH, "room:a", U1, true)))
        .hasMessage(
            "you may not publish into this channel: its namespace lets its owner and the role"
                + " editor, and your token grants nothing else");
    assertThat(refusal(permissions.decideSubscribe("room:a", U1, null)))
        .hasMessage(
            "you may not subscribe to this channel: its namespace lets nobody, and your token"
                + " grants nothing else; a subscription token would let you in");
  }
}
