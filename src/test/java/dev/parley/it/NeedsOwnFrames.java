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
 * Skips a test when the container reads and writes the frames of WebSockets, and says what only the
 * frames of our own can do. {@code docs/servers.md} lists it, under "Engines".
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsOwnFrames.Condition.class)
public @interface NeedsOwnFrames {
  /** What the container does instead. */
  String because();

  /** The servers whose container does so, as in {@code -Dparley.it.server=}; empty for all. */
  String[] on() default {};

  /** Looks at the engine of this run. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return AnnotationSupport.findAnnotation(context.getElement(), NeedsOwnFrames.class)
          .filter(needs -> !areInUse() && isFor(needs))
          .map(needs -> ConditionEvaluationResult.disabled(needs.because()))
          .orElse(ConditionEvaluationResult.enabled("this engine can do it"));
    }

    private static boolean isFor(NeedsOwnFrames needs) {
      return needs.on().length == 0 || List.of(needs.on()).contains(AppServer.NAME);
    }

    /**
     * Whether the members of this run have frames of our own, which they do unless told otherwise.
     */
    public static boolean areInUse() {
      String engine = System.getenv().getOrDefault("PARLEY_WEBSOCKET", "auto");
      return engine.equals("own") || (engine.equals("auto") && AppServer.NAME.equals("liberty"));
    }
  }
}
