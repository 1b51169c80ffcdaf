package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.security.Permissions.Verb;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which channels a grant is for. */
class GrantTest {
  private static boolean allows(String pattern, String channel) {
    return new Grant(pattern, Set.of(Verb.PUBLISH)).allows(Verb.PUBLISH, channel);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "room:a, room:a, true",
    "room:a, room:ab, false",
    "room:ab, room:a, false",
    "room:a, ROOM:a, false",
    "room:team-7-*, room:team-7-x, true",
    "room:team-7-*, room:team-7-, true",
    "room:team-7-*, room:team-77-x, false",
    "room:team-7-*, xroom:team-7-x, false",
    "room:*:staff, room:a:b:staff, true",
    "room:*:staff, room:a:staffs, false",
    "room:*a*b, room:aab, true",
    "room:*a*b, room:ba, false",
    "*, room:a, true",
    "**, '', true",
    "'', '', true",
    "'', room:a, false",
    "room:.*, room:a, false",
    "room:?, room:a, false"
  })
  @DisplayName("[A1] a star stands for any characters, everything else for itself")
  void patterns(String pattern, String channel, boolean matches) {
    assertThat(allows(pattern, channel)).isEqualTo(matches);
  }

  @Test
  @DisplayName("[A1] a grant allows its verbs only")
  void verbs() {
    Grant grant = new Grant("room:a", Set.of(Verb.SUBSCRIBE, Verb.HISTORY));
    assertThat(grant.allows(Verb.SUBSCRIBE, "room:a")).isTrue();
    assertThat(grant.allows(Verb.HISTORY, "room:a")).isTrue();
    assertThat(grant.allows(Verb.PUBLISH, "room:a")).isFalse();
    assertThat(grant.allows(Verb.PRESENCE, "room:a")).isFalse();
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withChars('a', 'b', '*').ofMaxLength(8);
  }

  @Property
  void itIsWhatARegularExpressionSays(
      @ForAll("words") String pattern, @ForAll("words") String channel) {
    String expression = pattern.replaceAll("\\*+", ".*");
    assertThat(allows(pattern, channel)).isEqualTo(Pattern.matches(expression, channel));
  }

  @Test
  @DisplayName("[A2] a pattern of many stars takes no time")
  void manyStars() {
    assertThat(allows("*a".repeat(2_000) + "b", "a".repeat(4_000))).isFalse();
  }
}
