package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.FossilPatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What holds for the delta of whatever data. */
class FossilDeltaPropertyTest {
  @Property
  @Label("[F1] a delta makes exactly the new bytes of the old ones, whatever bytes they are")
  void ofAnyBytes(@ForAll("bytes") byte[] before, @ForAll("bytes") byte[] after) {
    assertThat(FossilPatch.apply(before, FossilDelta.create(before, after))).isEqualTo(after);
  }

  @Property
  @Label("[F1] the delta of two texts is a text, wherever they differ")
  void ofTexts(@ForAll("edited") Edited edited) throws MalformedFrameException {
    byte[] before = edited.before().getBytes(StandardCharsets.UTF_8);
    byte[] after = edited.after().getBytes(StandardCharsets.UTF_8);
    byte[] delta = FossilDelta.create(before, after);
    assertThat(FossilPatch.apply(before, delta)).isEqualTo(after);
    assertThat(Utf8.decode(delta).getBytes(StandardCharsets.UTF_8)).isEqualTo(delta);
  }

  @Property
  @Label("[F1] what is the same is not sent again, wherever it has moved to")
  void isShort(@ForAll @Size(min = 1, max = 8) List<Integer> order, @ForAll long seed) {
    Random random = new Random(seed);
    List<String> sections =
        random.ints(8, 200, 400).mapToObj(length -> hexadecimal(random, length)).toList();
    String before = String.join("", sections);
    StringBuilder after = new StringBuilder();
    order.forEach(n -> after.append("<>").append(sections.get(Math.floorMod(n, 8))));
    byte[] delta =
        FossilDelta.create(
            before.getBytes(StandardCharsets.UTF_8),
            after.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(delta.length).isLessThan(20 + 20 * order.size());
  }

  @Example
  void theSmallestOnes() {
    assertThat(delta("", "")).isEqualTo("0\n0;");
    assertThat(delta("", "a")).isEqualTo("1\n1:a1X0000;");
    assertThat(delta("0123456789abcdef", "0123456789abcdef")).startsWith("G\nG@0,").endsWith(";");
    assertThat(delta("-0123456789abcdef-", "+0123456789abcdef+")).startsWith("I\nI:");
    assertThat(delta("0123456789abcdef-", "+0123456789abcdef+")).startsWith("I\n1:+G@0,1:+");
  }

  @Example
  @Label("[F1] data has a delta only if that is shorter than the data")
  void onlyIfShorter() {
    Payload before = Payload.json("\"" + "x".repeat(100) + "\"");
    Payload after = Payload.json("\"" + "x".repeat(100) + "y\"");
    assertThat(after.deltaFrom(before).size()).isLessThan(40);
    assertThat(Payload.json("\"" + "z".repeat(100) + "\"").deltaFrom(before)).isNull();
    assertThat(Payload.json("1").deltaFrom(before)).isNull();
  }

  private static String delta(String before, String after) {
    byte[] delta =
        FossilDelta.create(
            before.getBytes(StandardCharsets.UTF_8), after.getBytes(StandardCharsets.UTF_8));
    return new String(delta, StandardCharsets.UTF_8);
  }

  private static String hexadecimal(Random random, int length) {
    StringBuilder text = new StringBuilder();
    random.ints(length, 0, 16).forEach(digit -> text.append(Integer.toHexString(digit)));
    return text.toString();
  }

  /** Of few different bytes, so that much is the same by chance, and of all. */
  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.oneOf(
        Arbitraries.bytes().array(byte[].class).ofMaxSize(200),
        Arbitraries.bytes().between((byte) -65, (byte) -63).array(byte[].class).ofMaxSize(200),
        Arbitraries.of((byte) 'a', (byte) -128).array(byte[].class).ofMaxSize(200));
  }

  private record Edited(String before, String after) {}

  /** A text, and the same with a part that is replaced by another or moved elsewhere. */
  @Provide
  Arbitrary<Edited> edited() {
    Arbitrary<String> texts =
        Arbitraries.of("a", "b", "\"", "ä", "ö", "€", "₭", "🎉", "🎊", "{\"list\":[1,2,3]}")
            .list()
            .ofMaxSize(120)
            .map(parts -> String.join("", parts));
    return Combinators.combine(texts, texts, Arbitraries.integers(), Arbitraries.integers())
        .as(
            (text, other, from, to) -> {
              int length = text.codePointCount(0, text.length());
              int first = Math.floorMod(from, length + 1);
              int second = first + Math.floorMod(to, length - first + 1);
              int start = text.offsetByCodePoints(0, first);
              int end = text.offsetByCodePoints(0, second);
              return new Edited(
                  text, text.substring(end) + other + text.substring(0, start) + other);
            });
  }
}
