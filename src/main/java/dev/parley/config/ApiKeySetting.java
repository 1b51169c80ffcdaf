package dev.parley.config;

/** The keys {@code parley.api.key.NAME.…}: one key of the HTTP API. Both must be set. */
enum ApiKeySetting {
  HASH(
      "hash",
      Value.sha256(),
      "The SHA-256 of the key. The key itself stays with who uses it; security.md says how to make both."),
  RIGHTS(
      "rights",
      Value.someOf(ApiKey.Right.class),
      "What the key opens: publish; read (history, presence, connections, info, /metrics); admin (all, and the orders to"
          + " sessions and members, tickets for users, revocations).");

  private final String suffix;
  private final Value<?> value;
  private final String meaning;

  ApiKeySetting(String suffix, Value<?> value, String meaning) {
    this.suffix = suffix;
    this.value = value;
    this.meaning = meaning;
  }

  /** The key in MicroProfile Config for one key of the API. */
  String key(String name) {
    return "parley.api.key." + name + "." + suffix;
  }

  String kind() {
    return value.kind();
  }

  String meaning() {
    return meaning;
  }

  Value<?> value() {
    return value;
  }
}
