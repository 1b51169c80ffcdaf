package dev.parley.security;

import java.util.concurrent.CompletionStage;

/**
 * Decides what clients may do in channels, by what only the application knows. Every CDI bean of
 * this type is found when the server starts; a team brings its own in a jar with a {@code
 * META-INF/beans.xml}, put into {@code WEB-INF/lib}:
 *
 * <pre>{@code
 * @Singleton
 * public class TeamRooms implements ChannelAuthorizer {
 *   @Inject private Teams teams;
 *
 *   @Override
 *   public CompletionStage<Answer> decide(Question question) {
 *     if (!question.channel().startsWith("room:team-")) {
 *       return CompletableFuture.completedFuture(Answer.ABSTAIN);
 *     }
 *     return teams
 *         .isMember(question.channel(), question.identity().user()) // a CompletionStage<Boolean>
 *         .thenApply(member -> member ? Answer.ALLOW : Answer.DENY);
 *   }
 * }
 * }</pre>
 *
 * <p>It is asked before grants in tokens and options of namespaces, for every subscribe, publish,
 * history and presence command of every client, and again for the subscriptions of a session that
 * brings a fresh token: it should answer from memory, or remember for a while. Must be safe for all
 * threads.
 */
public interface ChannelAuthorizer {
  /** The answer of an authorizer. */
  enum Answer {
    /** The client may, unless another authorizer denies it. */
    ALLOW,
    /** The client may not, whatever others say. */
    DENY,
    /** This authorizer has no opinion: the others, the token and the namespace decide. */
    ABSTAIN
  }

  /**
   * A question to an authorizer.
   *
   * @param verb the action
   * @param channel the channel; its namespace exists
   * @param identity the identity from the client's token
   * @param subscribed whether the session is subscribed to the channel now
   */
  record Question(Permissions.Verb verb, String channel, Identity identity, boolean subscribed) {}

  /**
   * Answers a question. Must not block: what takes time is done on a thread of its own. If it
   * throws, completes exceptionally or with null, or not within {@code
   * parley.security.authorizer-timeout}, the client is told to try again (error 100).
   */
  CompletionStage<Answer> decide(Question question);
}
