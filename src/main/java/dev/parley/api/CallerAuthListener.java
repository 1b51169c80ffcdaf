package dev.parley.api;

import dev.parley.security.CallerAuthentication;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.security.auth.message.config.AuthConfigFactory;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Registers {@link CallerAuthModule} for as long as the application is deployed.
 *
 * <p>Source: Jakarta Authentication 3.0, section 3.2 (the name of an application).
 */
@WebListener
public class CallerAuthListener implements ServletContextListener {
  private static final String LAYER = "HttpServlet";

  @Inject private Provider<CallerAuthentication> callers;

  /** The second registration of the application at "/"; null at another path. */
  private String atSlash;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    AuthConfigFactory modules = AuthConfigFactory.getFactory();
    ServletContext application = event.getServletContext();
    modules.registerServerAuthModule(new CallerAuthModule(callers), application);
    if (application.getContextPath().isEmpty()) {
      // Open Liberty (seen in 26.0.0.3) asks for the path "/", where the standard has an empty one.
      String name = application.getVirtualServerName() + " ";
      atSlash =
          modules.registerConfigProvider(
              modules.getConfigProvider(LAYER, name, null), LAYER, name + "/", "Parley");
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    AuthConfigFactory modules = AuthConfigFactory.getFactory();
    if (atSlash != null) {
      modules.removeRegistration(atSlash);
    }
    modules.removeServerAuthModule(event.getServletContext());
  }
}
