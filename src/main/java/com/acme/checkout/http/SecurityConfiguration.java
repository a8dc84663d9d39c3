package com.acme.checkout.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Who may check out. {@code checkout.http.auth} is {@code none} (a loopback door, or a gateway in front that asks),
 * {@code basic} (one user) or {@code jwt} (a token of an issuer, with the scope {@code checkout}).
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final String GUARDED = "'${checkout.http.auth}' != 'none'";
    private static final String[] PUBLIC = {"/openapi.yaml", "/asyncapi.yaml", "/error"};

    @Bean
    @ConditionalOnProperty(name = "checkout.http.auth", havingValue = "basic")
    SecurityFilterChain basic(HttpSecurity http) throws Exception {
        return guarded(http, "ROLE_checkout")
                .httpBasic(basic -> basic.authenticationEntryPoint((request, response, e) -> {
                    response.setHeader("WWW-Authenticate", "Basic realm=\"checkout\"");
                    problem(response, 401, request.getRequestURI());
                }))
                .build();
    }

    @Bean
    @ConditionalOnProperty(name = "checkout.http.auth", havingValue = "basic")
    UserDetailsService users(HttpProperties http) {
        return new InMemoryUserDetailsManager(User.withUsername(http.user())
                .password("{noop}" + http.password())
                .roles("checkout")
                .build());
    }

    @Bean
    @ConditionalOnProperty(name = "checkout.http.auth", havingValue = "jwt")
    SecurityFilterChain jwt(HttpSecurity http) throws Exception {
        return guarded(http, "SCOPE_checkout")
                .oauth2ResourceServer(server -> server.jwt(jwt -> {})
                        .authenticationEntryPoint((request, response, e) -> {
                            response.setHeader("WWW-Authenticate", "Bearer");
                            problem(response, 401, request.getRequestURI());
                        }))
                .build();
    }

    /** Refuses aliases of paths before anybody asks whose they are; all else that a request may hold is judged behind it. */
    @Bean
    @ConditionalOnExpression(GUARDED)
    StrictHttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        // Decoded once, here as in RequestPath.
        firewall.setAllowUrlEncodedPercent(true);
        firewall.setUnsafeAllowAnyHttpMethod(true);
        firewall.setAllowedHeaderNames(name -> true);
        firewall.setAllowedHeaderValues(value -> true);
        firewall.setAllowedParameterNames(name -> true);
        firewall.setAllowedParameterValues(value -> true);
        return firewall;
    }

    /** There is nothing at a path that is written like that. */
    @Bean
    @ConditionalOnExpression(GUARDED)
    RequestRejectedHandler refused() {
        return (request, response, e) -> problem(response, 404, request.getRequestURI());
    }

    private static HttpSecurity guarded(HttpSecurity http, String authority) throws Exception {
        return http.csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                                jakarta.servlet.DispatcherType.ASYNC, jakarta.servlet.DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(PUBLIC)
                        .permitAll()
                        .requestMatchers("/sandbox/**")
                        .permitAll()
                        // On the management port only, which is loopback.
                        .requestMatchers(EndpointRequest.toAnyEndpoint())
                        .permitAll()
                        .anyRequest()
                        .hasAuthority(authority))
                .exceptionHandling(errors -> errors.accessDeniedHandler(
                        (request, response, e) -> problem(response, 403, request.getRequestURI())));
    }

    private static void problem(HttpServletResponse response, int status, String path) throws IOException {
        Problem.ofStatus(status, path).send(response, 0);
    }
}
