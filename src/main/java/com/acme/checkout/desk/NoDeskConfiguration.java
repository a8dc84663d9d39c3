package com.acme.checkout.desk;

import com.acme.checkout.http.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;

/** Says, where the desk is switched off, that it is. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "checkout.desk.enabled", havingValue = "false")
class NoDeskConfiguration {

    /** The routes are checked as they stand, with a desk or without one; the one that names this bean is never made. */
    @Bean
    DeadLetterReceiver desk() {
        return (exchange, headers, messageId, source) -> {
            throw new IllegalStateException("the dead-letter desk is switched off");
        };
    }

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> deskGate() {
        return DeskConfiguration.first(new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws IOException {
                new Problem(
                                "not-found",
                                "No such resource",
                                404,
                                "The dead-letter desk is switched off (CHECKOUT_DESK); dead letters stay on the broker.",
                                request.getRequestURI())
                        .send(response, 0);
            }
        });
    }
}
