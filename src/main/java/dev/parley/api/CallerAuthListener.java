package dev.parley.api;

import dev.parley.security.CallerAuthentication;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.security.auth.message.config.AuthConfigFactory;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Registers {@link CallerAuthModule} for as long as the application is deployed. */
@WebListener
public class CallerAuthListener implements ServletContextListener {
  @Inject private Provider<CallerAuthentication> callers;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    AuthConfigFactory.getFactory()
        .registerServerAuthModule(new CallerAuthModule(callers), event.getServletContext());
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    AuthConfigFactory.getFactory().removeServerAuthModule(event.getServletContext());
  }
}
