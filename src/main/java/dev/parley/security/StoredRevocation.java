package dev.parley.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/**
 * A revocation in the database. Written once and never changed: members that revoke at once do not
 * meet, and the latest of a user counts.
 */
@Entity
@Table(name = "parley_revocation")
class StoredRevocation {
  @Id
  @Column(name = "id")
  String id;

  @Column(name = "user_id")
  String user;

  /** Milliseconds since 1970. */
  @Column(name = "issued_before")
  long issuedBefore;

  /** Milliseconds since 1970. */
  @Column(name = "kept_until")
  long keptUntil;

  /** For JPA. */
  protected StoredRevocation() {}

  StoredRevocation(Revocations.Revocation revocation) {
    this.id = UUID.randomUUID().toString();
    this.user = revocation.user();
    this.issuedBefore = revocation.before().toEpochMilli();
    this.keptUntil = revocation.until().toEpochMilli();
  }

  Revocations.Revocation revocation() {
    return new Revocations.Revocation(
        user, Instant.ofEpochMilli(issuedBefore), Instant.ofEpochMilli(keptUntil));
  }
}
