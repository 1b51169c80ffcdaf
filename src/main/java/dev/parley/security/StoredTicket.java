package dev.parley.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A ticket in the database. Written once and never changed. */
@Entity
@Table(name = "parley_ticket")
class StoredTicket {
  /** SHA-256 of the ticket, in base64url: who reads the table has no ticket. */
  @Id
  @Column(name = "hash")
  String hash;

  /** Whose it is, as the claims of a token. */
  @Column(name = "claims")
  String claims;

  /** The only address it may come from; null for all. */
  @Column(name = "address")
  String address;

  /** Milliseconds since 1970. */
  @Column(name = "expires_at")
  long expiresAt;

  /** For JPA. */
  protected StoredTicket() {}

  StoredTicket(String hash, String claims, String address, long expiresAt) {
    this.hash = hash;
    this.claims = claims;
    this.address = address;
    this.expiresAt = expiresAt;
  }
}
