package dev.parley.team;

import dev.parley.security.ChannelAuthorizer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonString;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** What a team might write: its rooms are for its members, and those of a department for it. */
@ApplicationScoped
public class TeamRooms implements ChannelAuthorizer {
  private static final String PREFIX = "room:team-";
  private static final String DEPARTMENT = "room:department-";
  private static final Map<String, Set<String>> MEMBERS = Map.of("red", Set.of("ann"));

  @Override
  public CompletionStage<Answer> decide(Question question) {
    return CompletableFuture.completedFuture(answer(question));
  }

  private static Answer answer(Question question) {
    if (question.channel().startsWith(DEPARTMENT)) {
      return isIn(question.channel().substring(DEPARTMENT.length()), question.identity());
    }
    if (!question.channel().startsWith(PREFIX)) {
      return Answer.ABSTAIN;
    }
    String team = question.channel().substring(PREFIX.length());
    return MEMBERS.getOrDefault(team, Set.of()).contains(question.identity().user())
        ? Answer.ALLOW
        : Answer.DENY;
  }

  private static Answer isIn(String department, JsonWebToken token) {
    return token.getClaim("department") instanceof JsonString text
            && text.getString().equals(department)
        ? Answer.ALLOW
        : Answer.DENY;
  }
}
