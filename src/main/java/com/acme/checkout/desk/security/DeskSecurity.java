package com.acme.checkout.desk.security;

import com.acme.checkout.desk.DeskProperties;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import java.util.Arrays;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.AbstractSecurityWebApplicationInitializer;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who is let in at the desk, and how: {@code checkout.desk.auth} is {@code basic} (users of the settings, or the password
 * that was generated), {@code jwt} (bearer tokens of an issuer) or {@code oidc} (likewise, and browsers log in at the issuer).
 * What somebody who is in may do is in the table of {@link #guarded}: the first line that fits decides.
 *
 * <p>Assets: a form with {@code th:action} carries the token against forged requests by itself; htmx needs it once, as
 * {@code <body th:attr="hx-headers=|{&quot;${_csrf.headerName}&quot;: &quot;${_csrf.token}&quot;}|">}. No inline script or
 * style runs; htmx is told so by {@code <meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false}'>}.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class DeskSecurity {

    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();
    private static final String BASIC = "Basic realm=\"dead-letter desk\", charset=\"UTF-8\"";
    private static final String BEARER = "Bearer realm=\"dead-letter desk\"";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** Where callers of the doors are asked for nothing, Spring Security stands before the desk and before nothing else. */
    @Bean
    @ConditionalOnProperty(name = "checkout.http.auth", havingValue = "none")
    DelegatingFilterProxyRegistrationBean deskSecurityFilter() {
        DelegatingFilterProxyRegistrationBean registration = new DelegatingFilterProxyRegistrationBean(
                AbstractSecurityWebApplicationInitializer.DEFAULT_FILTER_NAME);
        registration.addUrlPatterns("/ops", "/ops/*");
        registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER);
        return registration;
    }

    /** The chain for one of the three ways to log in. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain deskChain(
            HttpSecurity http,
            DeskProperties settings,
            OperatorAccounts accounts,
            LoginThrottle attempts,
            RefusedLogins refused,
            Issuer issuer)
            throws Exception {
        http.securityMatchers(desk -> desk.requestMatchers(paths("/ops", "/ops/**")));
        guarded(http, refused);
        if (settings.auth() == DeskProperties.Auth.BASIC) {
            DaoAuthenticationProvider verifier = new DaoAuthenticationProvider(accounts::find);
            verifier.setPasswordEncoder(accounts.encoder());
            stateless(http, BASIC)
                    .authenticationManager(new PasswordLogin(verifier, attempts, refused))
                    .httpBasic(basic -> basic.authenticationEntryPoint(
                            (request, response, e) -> Refusals.unknown(BASIC, request, response, e)));
        } else {
            AuthenticationManager bearers = bearers(issuer, attempts, refused);
            http.oauth2ResourceServer(server -> server.authenticationManagerResolver(request -> bearers)
                    .authenticationEntryPoint(
                            (request, response, e) -> Refusals.unknown(BEARER, request, response, e)));
            if (settings.auth() == DeskProperties.Auth.OIDC) {
                browsers(http, issuer);
            } else {
                stateless(http, BEARER);
            }
        }
        return http.build();
    }

    /** What holds whoever is in, and however. */
    private static void guarded(HttpSecurity http, RefusedLogins refused) throws Exception {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("desk-form");
        tokens.setHeaderName("X-CSRF-TOKEN");
        tokens.setCookieCustomizer(cookie -> cookie.path("/ops").httpOnly(true).sameSite("Strict"));
        http.csrf(csrf -> csrf.csrfTokenRepository(tokens).requireCsrfProtectionMatcher(SameOrigin::needsToken))
                .logout(logout -> logout.disable())
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                        .frameOptions(frames -> frames.deny())
                        // Not no-referrer: browsers would then hide the origin of our own forms from us.
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                        .crossOriginOpenerPolicy(opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                        .crossOriginResourcePolicy(resource -> resource.policy(CrossOriginResourcePolicy.SAME_ORIGIN)))
                .authorizeHttpRequests(requests -> requests.requestMatchers(paths(
                                "/ops/dead-letters/export",
                                "/ops/dead-letters/{id}/body",
                                "/ops/dead-letters/{id}/headers",
                                "/ops/entries/{id}/body",
                                "/ops/entries/{id}/headers"))
                        .access(RequiredRoles.viewAnd(Role.PAYLOAD))
                        .requestMatchers(paths(
                                "/ops/dead-letters/{id}/repair/check",
                                "/ops/entries/{id}/repair",
                                "/ops/entries/{id}/repair/check"))
                        .access(RequiredRoles.viewAnd(Role.REPLAY, Role.PAYLOAD))
                        .requestMatchers(PATHS.matcher(HttpMethod.PUT, "/ops/dead-letters/{id}/repair"))
                        .access(RequiredRoles.viewAnd(Role.REPLAY, Role.PAYLOAD))
                        .requestMatchers(HttpMethod.GET)
                        .access(RequiredRoles.viewAnd())
                        .requestMatchers(HttpMethod.HEAD)
                        .access(RequiredRoles.viewAnd())
                        .requestMatchers(HttpMethod.OPTIONS)
                        .access(RequiredRoles.viewAnd())
                        .anyRequest()
                        .access(RequiredRoles.viewAnd(Role.REPLAY)))
                .exceptionHandling(errors -> errors.accessDeniedHandler((request, response, e) -> {
                    if (!(e instanceof CsrfException)) {
                        refused.record(Operator.name(), "DENIED", request.getMethod() + ' ' + request.getRequestURI());
                    }
                    Refusals.forbidden(request, response, e);
                }))
                .addFilterBefore(new SameOrigin(), CsrfFilter.class)
                .addFilterAfter(new SameOrigin.Token(), AuthorizationFilter.class);
    }

    private static RequestMatcher[] paths(String... patterns) {
        return Arrays.stream(patterns).map(PATHS::matcher).toArray(RequestMatcher[]::new);
    }

    private static HttpSecurity stateless(HttpSecurity http, String challenge) throws Exception {
        // Credentials come with every request: a new token for each would take away the one that the page holds.
        return http.csrf(csrf -> csrf.sessionAuthenticationStrategy((somebody, request, response) -> {}))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(
                        (request, response, e) -> Refusals.unknown(challenge, request, response, e)));
    }

    private static AuthenticationManager bearers(Issuer issuer, LoginThrottle attempts, RefusedLogins refused) {
        JwtAuthenticationProvider provider = new JwtAuthenticationProvider(issuer::decode);
        provider.setJwtAuthenticationConverter(issuer::operator);
        return given -> {
            String address = PasswordLogin.address(given);
            attempts.check("address " + address);
            try {
                return provider.authenticate(given);
            } catch (AuthenticationServiceException e) {
                throw new Issuer.UnavailableException(e);
            } catch (Issuer.UnavailableException e) {
                throw e;
            } catch (AuthenticationException e) {
                attempts.failed("address " + address);
                refused.record("unknown", "LOGIN_REFUSED", "a token, from " + address);
                throw e;
            }
        };
    }

    /** Login by authorization code (OpenID Connect Core 1.0) with PKCE (RFC 7636); a session only for who logs in so. */
    private static void browsers(HttpSecurity http, Issuer issuer) throws Exception {
        ClientRegistrationRepository registrations = issuer::registration;
        DefaultOAuth2AuthorizationRequestResolver login =
                new DefaultOAuth2AuthorizationRequestResolver(registrations, BrowserLogin.LOGIN);
        login.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        OidcClientInitiatedLogoutSuccessHandler left = new OidcClientInitiatedLogoutSuccessHandler(registrations);
        left.setPostLogoutRedirectUri("{baseUrl}/ops");
        HttpSessionRequestCache asked = new HttpSessionRequestCache();
        asked.setMatchingRequestParameterName(null);
        asked.setRequestMatcher(BrowserLogin::navigates);
        OidcUserService users = new OidcUserService();
        http.oauth2Login(oidc -> oidc.clientRegistrationRepository(registrations)
                        .authorizedClientRepository(new HttpSessionOAuth2AuthorizedClientRepository())
                        .loginPage(BrowserLogin.LOGIN + '/' + Issuer.LOGIN)
                        .loginProcessingUrl(BrowserLogin.BACK)
                        .authorizationEndpoint(endpoint -> endpoint.authorizationRequestResolver(login))
                        .redirectionEndpoint(endpoint -> endpoint.baseUri(BrowserLogin.BACK))
                        .userInfoEndpoint(endpoint -> endpoint.oidcUserService(request -> {
                            OidcUser user = users.loadUser(request);
                            return new DefaultOidcUser(
                                    issuer.roles(
                                            user.getClaims(),
                                            request.getAccessToken().getScopes()),
                                    user.getIdToken(),
                                    user.getUserInfo(),
                                    issuer.nameClaimOf(user.getClaims()));
                        }))
                        .defaultSuccessUrl("/ops")
                        .failureHandler(Refusals::login))
                .requestCache(cache -> cache.requestCache(asked))
                .logout(logout -> logout.logoutUrl("/ops/logout")
                        .logoutSuccessHandler(left)
                        .deleteCookies())
                .exceptionHandling(errors -> errors.authenticationEntryPoint((request, response, e) -> {
                    if (BrowserLogin.navigates(request)) {
                        response.sendRedirect(BrowserLogin.LOGIN + '/' + Issuer.LOGIN);
                    } else {
                        Refusals.unknown(BEARER, request, response, e);
                    }
                }))
                .addFilterBefore(new BrowserLogin(issuer), CsrfFilter.class);
    }
}
