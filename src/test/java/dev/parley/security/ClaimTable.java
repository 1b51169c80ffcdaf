package dev.parley.security;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every claim, with a value of every kind, and what is to become of it. */
public final class ClaimTable {
  /** The issuer and the only audience that the table counts with. */
  public static final String HERE = "text";

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "\"\"",
          "\"text\"",
          "\"123\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "0",
          "-0",
          "-1",
          "9007199254740993",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551616",
          "18446744073709551617",
          "-9223372036854775809",
          "1" + "0".repeat(400),
          "1" + "0".repeat(2000),
          "0.0",
          "1.5",
          "1e3",
          "1E+2",
          "1.7e9",
          "1e-400",
          "1e400",
          "-1e400",
          "1." + "1".repeat(2000),
          "[]",
          "[null]",
          "[1]",
          "[\"a\"]",
          "[\"a\",null]",
          "[\"\\udfff\"]",
          "[[\"text\"]]",
          "[\"text\",\"x\"]",
          "[{}]",
          "{}",
          "{\"a\":null}",
          "{\"a\":[null]}",
          "{\"a\":[]}",
          "{\"a\":[\"publish\"]}",
          "{\"a\":[\"publish\",null]}",
          "{\"a\":[1]}",
          "{\"a\":\"publish\"}",
          "{\"a\":1e400}",
          "{\"a\":1,\"a\":2}",
          "{\"a\":[],\"a\":[\"publish\"]}",
          "{\"\\ud800\":[]}",
          "[".repeat(500) + "]".repeat(500));

  private static final Set<String> WHOLE =
      Set.of("0", "-0", "-1", "9007199254740993", "9223372036854775807");
  private static final Set<String> PAST =
      Set.of("0", "-0", "-1", "0.0", "1.5", "1e3", "1E+2", "1.7e9", "1e-400");
  private static final Set<String> TEXTS = Set.of("\"text\"", "\"123\"");
  private static final Set<String> LISTS_OF_TEXTS = Set.of("[]", "[\"a\"]", "[\"text\",\"x\"]");

  /** What becomes of a token. */
  public enum Outcome {
    /** The claim means what was written. */
    COUNTS,
    /** So it does, and the token is over. */
    EXPIRED,
    /** It means that the token does not count here, or not now. */
    ELSEWHERE,
    /** It has no meaning. */
    WRONG
  }

  /**
   * A claim.
   *
   * @param claim its name
   * @param value as it is written
   * @param members what stands in the token, the claim once or twice
   */
  public record Row(String claim, String value, String members, Outcome outcome) {
    /**
     * The claims of a token, all others good.
     *
     * @param more others, such as {@code ,"channel":"room:a"}
     */
    public String claims(String more) {
      Map<String, String> all = new LinkedHashMap<>();
      all.put("iss", "\"" + HERE + "\"");
      all.put("aud", "\"" + HERE + "\"");
      all.put("sub", "\"u1\"");
      all.put("iat", Long.toString(System.currentTimeMillis() / 1000 - 1));
      all.put("exp", Long.toString(System.currentTimeMillis() / 1000 + 600));
      all.remove(claim);
      if (claim.equals("upn")) {
        all.remove("sub");
      }
      StringBuilder json = new StringBuilder("{").append(members);
      all.forEach((name, json1) -> json.append(",\"" + name + "\":" + json1));
      return json.append(more).append('}').toString();
    }

    @Override
    public String toString() {
      return members.length() > 60 ? members.substring(0, 60) + "…" : members;
    }
  }

  private ClaimTable() {}

  /** All of them. */
  public static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String claim :
        List.of(
            "sub",
            "upn",
            "groups",
            "exp",
            "iat",
            "nbf",
            "iss",
            "aud",
            "info",
            "channels",
            "channel",
            "jti",
            "preferred_username")) {
      for (String value : VALUES) {
        rows.add(new Row(claim, value, member(claim, value), outcome(claim, value)));
      }
      boolean read = !claim.equals("jti") && !claim.equals("preferred_username");
      rows.add(
          new Row(
              claim,
              "twice",
              member(claim, "null") + "," + member(claim, "null"),
              read ? Outcome.WRONG : Outcome.COUNTS));
    }
    return rows;
  }

  private static String member(String claim, String value) {
    return "\"" + claim + "\":" + value;
  }

  private static Outcome outcome(String claim, String value) {
    boolean absent = value.equals("null");
    return switch (claim) {
      case "sub" -> counts(WHOLE.contains(value) || TEXTS.contains(value));
      case "upn", "channel" -> counts(TEXTS.contains(value));
      case "groups" -> counts(absent || LISTS_OF_TEXTS.contains(value));
      case "exp" ->
          absent ? Outcome.ELSEWHERE : PAST.contains(value) ? Outcome.EXPIRED : Outcome.WRONG;
      case "iat" ->
          absent ? Outcome.COUNTS : PAST.contains(value) ? Outcome.ELSEWHERE : Outcome.WRONG;
      case "nbf" -> counts(absent || PAST.contains(value));
      case "iss" ->
          value.equals("\"text\"")
              ? Outcome.COUNTS
              : absent || isText(value) ? Outcome.ELSEWHERE : Outcome.WRONG;
      case "aud" ->
          value.equals("\"text\"") || value.equals("[\"text\",\"x\"]")
              ? Outcome.COUNTS
              : absent || isText(value) || LISTS_OF_TEXTS.contains(value)
                  ? Outcome.ELSEWHERE
                  : Outcome.WRONG;
      case "info" -> counts(absent || value.startsWith("{"));
      case "channels" ->
          counts(
              absent
                  || value.equals("{}")
                  || value.equals("{\"a\":[]}")
                  || value.equals("{\"a\":[\"publish\"]}"));
      default -> Outcome.COUNTS;
    };
  }

  private static boolean isText(String value) {
    return value.startsWith("\"") && !value.contains("ud800");
  }

  private static Outcome counts(boolean counts) {
    return counts ? Outcome.COUNTS : Outcome.WRONG;
  }
}
