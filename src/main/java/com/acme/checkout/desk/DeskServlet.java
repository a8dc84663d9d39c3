package com.acme.checkout.desk;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.springframework.web.context.ConfigurableWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** The desk's own Spring MVC, behind its own security. */
class DeskServlet {

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
        security.doFilter(request, response, pages::service);
    }
}
