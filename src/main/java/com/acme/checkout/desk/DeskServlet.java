package com.acme.checkout.desk;


import com.acme.checkout.http.Problem;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.context.ConfigurableWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** The desk's own Spring MVC, behind its own security. */
class DeskServlet {

    private static final Logger LOG = LoggerFactory.getLogger(DeskServlet.class);
    private static final int AGAIN_SECONDS = 5;

    private final Filter security;
    private final DispatcherServlet pages;

    /** Refreshes {@code context}. */
    DeskServlet(ConfigurableWebApplicationContext context, ServletContext servlets) throws ServletException {
        // Before the servlet sees it, which would else make it a child of the service's context, and find that one's beans.
        context.refresh();
        pages = new DispatcherServlet(context);
        pages.setPublishContext(false);
        pages.init(new ServletConfig() {
            @Override
            public String getServletName() {
                return "desk";
            }

            @Override
            public ServletContext getServletContext() {
                return servlets;
            }

            @Override
            public String getInitParameter(String name) {
                return null;
            }

            @Override
            public Enumeration<String> getInitParameterNames() {
                return Collections.emptyEnumeration();
            }
        });
        security = context.getBean("springSecurityFilterChain", Filter.class);
    }

    void service(ServletRequest request, ServletResponse response) throws IOException, ServletException {
        if (request.getCharacterEncoding() == null) {
            // A form is in the encoding of its page; the container would take it for ISO 8859-1.
            request.setCharacterEncoding("UTF-8");
        }
        try {
            security.doFilter(request, response, pages::service);
        } catch (ServletException | RuntimeException e) {
            NestedRuntimeException failure = ofDatabase(e);
            if (failure == null || response.isCommitted()) {
                // The container breaks the connection of an answer that was begun: nobody takes it for the whole.
                throw e;
            }
            LOG.warn("The desk's database fails: {}", failure.getMostSpecificCause().toString());
            new Problem("unavailable", "Not available now", 503, "The desk's database does not answer; see the log. Ask again later.",
                    ((HttpServletRequest) request).getRequestURI()).send((HttpServletResponse) response, AGAIN_SECONDS);
        }
    }

    /** Null where it is another failure. */
    private static NestedRuntimeException ofDatabase(Exception e) {
        Throwable failure = e instanceof ServletException ? e.getCause() : e;
        return failure instanceof DataAccessException || failure instanceof TransactionException ? (NestedRuntimeException) failure : null;
    }
}
