package dev.parley.team;

import dev.parley.security.ChannelAuthorizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a team might write: its rooms are for its members. */
@ApplicationScoped
public class TeamRooms implements ChannelAuthorizer {
  private static final String PREFIX = "room:team-";
  private static final Map<String, Set<String>> MEMBERS = Map.of("red", Set.of("ann"));

  @Override
  public CompletionStage<Answer> decide(Question question) {
    return CompletableFuture.completedFuture(answer(question));
  }

  private static Answer answer(Question question) {
    if (!question.channel().startsWith(PREFIX)) {
      return Answer.ABSTAIN;
    }
    String team = question.channel().substring(PREFIX.length());
    return MEMBERS.getOrDefault(team, Set.of()).contains(question.identity().user())
        ? Answer.ALLOW
        : Answer.DENY;
  }
}
