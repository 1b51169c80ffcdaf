package dev.parley.session.drain;

import dev.parley.session.SessionTestServer;

/** A member that answers others that drain, and may drain itself. */
final class DrainTestServer extends SessionTestServer {
  final SettledCounter settledCounter;
  final IntakeSurvey intakeSurvey;

  DrainTestServer(String... settings) {
    super(settings);
    settledCounter = new SettledCounter(context);
    listeners.add(settledCounter);
    intakeSurvey = new IntakeSurvey(members, sessions, settledCounter, context);
    intakeSurvey.listen();
  }
}
