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
 * One-time tickets, for where no token may stand: short-lived, good for one connection on whichever
 * member, and of no use to who reads the database. Safe for all threads; none of the caller's waits
 * for the database.
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
   * Makes a ticket, and returns at once.
   *
   * @param identity whose session it opens; that session ends when this does
   * @param address the only one it may come from, as {@link ClientAddress} writes it; null for all
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

  /** Whether this is one, or wants to be. */
  static boolean isTicket(String text) {
    return text.startsWith(PREFIX);
  }

  /**
   * Uses a ticket up, and returns at once.
   *
   * @param from the client's address; null if nobody knows
   * @return completes with whose it is; exceptionally with a {@link TokenException}, or as the
   *     database has failed
   */
  CompletionStage<Identity> redeem(String ticket, String from) {
    String hash = hash(ticket);
    String address = from == null ? null : ClientAddress.of(from).text();
    return redeeming.run(
        () -> {
          StoredTicket used = database.inTransaction(em -> take(em, hash, address));
          if (used == null || used.expiresAt < System.currentTimeMillis()) {
            throw new TokenException(
                Kind.EXPIRED, "the ticket is not known, is over, or was used: fetch another", null);
          }
          if (!isFor(used, address)) {
            throw new TokenException(Kind.INVALID, "the ticket was made for another address", null);
          }
          return TokenClaims.read(used.claims, ids).identity();
        });
  }

  /** That a row is deleted is what decides: of all members that try, one deletes it. */
  private static StoredTicket take(EntityManager em, String hash, String address) {
    StoredTicket found = em.find(StoredTicket.class, hash);
    if (found == null || !isFor(found, address)) {
      return found;
    }
    int deleted =
        em.createQuery("delete from StoredTicket t where t.hash = :hash")
            .setParameter("hash", hash)
            .executeUpdate();
    return deleted == 1 ? found : null;
  }

  private static boolean isFor(StoredTicket ticket, String address) {
    return ticket.address == null || ticket.address.equals(address);
  }

  /** Deletes those that were not used in time. Blocks. */
  void sweep() {
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
