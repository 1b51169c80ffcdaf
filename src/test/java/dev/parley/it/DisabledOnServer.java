package dev.parley.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips a test on servers on which it cannot pass, and says why. {@code docs/servers.md} lists what
 * is different there.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DisabledOnServer.Condition.class)
public @interface DisabledOnServer {
  /** Names of servers, as in {@code -Dparley.it.server=}. */
  String[] value();

  /** What is different there. */
  String because();

  /** Compares the names with that of the server of this run. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return AnnotationSupport.findAnnotation(context.getElement(), DisabledOnServer.class)
          .filter(disabled -> List.of(disabled.value()).contains(AppServer.NAME))
          .map(disabled -> ConditionEvaluationResult.disabled(disabled.because()))
          .orElse(ConditionEvaluationResult.enabled("this server can do it"));
    }
  }
}
