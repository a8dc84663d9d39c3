package com.acme.checkout.sandbox;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Lets the sandbox close a connection before it has answered, as a network would. Only Tomcat itself can do that. */
@Component
@ConditionalOnProperty(name = "checkout.sandbox", havingValue = "true")
class DroppedConnections implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    /** Request attribute: runs, and the connection is gone. */
    static final String DROP = DroppedConnections.class.getName();

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addContextValves(new Valve());
    }

    private static final class Valve extends ValveBase {

        Valve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            if (request.getRequestURI().startsWith("/sandbox/")) {
                request.setAttribute(DROP, (Runnable) () -> response.getCoyoteResponse()
                        .action(ActionCode.CLOSE_NOW, new IOException("dropped on purpose")));
            }
            getNext().invoke(request, response);
        }
    }
}
