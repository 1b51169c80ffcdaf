package dev.parley.security;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SecurityKeys;
import dev.parley.database.Database;
import dev.parley.limit.ClientAddress;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.TokenException.Kind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * One-time tickets, for places where a token must not be, such as a URL. A ticket lives for a short
 * time and opens one connection, on any member. The database holds only its hash. Safe for all
 * threads; no thread of a caller waits for the database.
 */
@Singleton
public class Tickets {
  /** What every ticket begins with, so that it cannot be taken for a token. */
  static final String PREFIX = "ticket.";

  private static final int RANDOM_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Database database;
  private final Duration ttl;
  private final UserIds ids;

  /** Has its own threads, so that a flood of new tickets does not delay clients that connect. */
  private final BlockingCalls issuing;

  private final BlockingCalls redeeming;

  /**
   * A ticket for its owner.
   *
   * @param text the secret
   * @param expires until when it can be used
   */
  public record Ticket(String text, Instant expires) {
    @Override
    public String toString() {
      return "ticket until " + expires;
    }
  }

  @Inject
  Tickets(ParleyConfig config, Database database, MemberExecutors executors) {
    this.database = database;
    this.ttl = config.get(SecurityKeys.TICKET_TTL);
    this.ids = new UserIds(config);
    this.issuing = new BlockingCalls(executors.ticketIssues());
    this.redeeming = new BlockingCalls(executors.ticketRedemptions());
  }

  /**
   * Issues a ticket, and returns at once.
   *
   * @param identity the user of the session that it opens; the session ends when this expires
   * @param address the only address that may use it, as {@link ClientAddress} writes it; null for
   *     all
   * @return completes exceptionally with a {@link ProtocolException} when the database does not
   *     answer (100)
   */
  public CompletionStage<Ticket> issue(Identity identity, String address) {
    byte[] secret = new byte[RANDOM_BYTES];
    random.nextBytes(secret);
    String text = PREFIX + base64(secret);
    Instant expires = Instant.now().plus(ttl);
    StoredTicket stored =
        new StoredTicket(hash(text), TokenClaims.of(identity), address, expires.toEpochMilli());
    return issuing.store(
        () -> {
          database.inTransaction(
              em -> {
                em.persist(stored);
                return null;
              });
          return new Ticket(text, expires);
        });
  }

  /**
   * Somebody as a back end says who it is.
   *
   * @param user checked already, see {@link UserIds}
   * @param expires when its session ends; null if it does not
   * @param info a JSON object, as it was written; null if there is none
   * @param channels as the claim of a token; null if there are none
   * @throws ProtocolException 107 if something is not what it should be
   */
  public static Identity identity(
      String user, Instant expires, Payload info, Map<String, Object> channels) {
    try {
      return new Identity(
          user,
          Instant.now().truncatedTo(ChronoUnit.SECONDS),
          expires,
          TokenClaims.info(info == null ? null : info.text()),
          Set.of(),
          TokenClaims.grants(channels));
    } catch (TokenException e) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, e.getMessage(), e);
    }
  }

  /** Whether a text has the form of a ticket. */
  static boolean isTicket(String text) {
    return text.startsWith(PREFIX);
  }

  /**
   * Redeems a ticket, and returns at once. It cannot be redeemed again.
   *
   * @param from the client's address; null if it is unknown
   * @return completes with the identity of its owner; exceptionally with a {@link TokenException},
   *     or with the failure of the database
   */
  CompletionStage<Identity> redeem(String ticket, String from) {
    String hash = hash(ticket);
    String address = from == null ? null : ClientAddress.of(from).text();
    return redeeming.run(
        () -> {
          StoredTicket used = database.inTransaction(em -> consume(em, hash, address));
          if (used == null || used.expiresAt < System.currentTimeMillis()) {
            throw new TokenException(
                Kind.EXPIRED, "the ticket is not known, is over, or was used: fetch another", null);
          }
          if (!isValidFrom(used, address)) {
            throw new TokenException(Kind.INVALID, "the ticket was made for another address", null);
          }
          return TokenClaims.read(used.claims, ids).identity();
        });
  }

  /** Deletes the row of a ticket: if several members try, only one of them deletes it. */
  private static StoredTicket consume(EntityManager em, String hash, String address) {
    StoredTicket found = em.find(StoredTicket.class, hash);
    if (found == null || !isValidFrom(found, address)) {
      return found;
    }
    int deleted =
        em.createQuery("delete from StoredTicket t where t.hash = :hash")
            .setParameter("hash", hash)
            .executeUpdate();
    return deleted == 1 ? found : null;
  }

  private static boolean isValidFrom(StoredTicket ticket, String address) {
    return ticket.address == null || ticket.address.equals(address);
  }

  /** Deletes tickets that nobody has used in time. Blocks. */
  void deleteExpired() {
    database.inTransaction(
        em ->
            em.createQuery("delete from StoredTicket t where t.expiresAt < :now")
                .setParameter("now", System.currentTimeMillis())
                .executeUpdate());
  }

  private static String hash(String ticket) {
    return base64(Sha256.of(ticket));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
