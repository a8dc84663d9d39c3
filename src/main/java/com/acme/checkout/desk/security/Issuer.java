package com.acme.checkout.desk.security;

import com.acme.checkout.desk.DeskOpening;
import com.acme.checkout.desk.DeskProperties;
import com.acme.checkout.desk.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

/**
 * The issuer of operators' tokens: what it says of itself (OpenID Connect Discovery 1.0) is asked for in the background
 * until it answers, so that the desk files dead letters meanwhile and tells callers to come back.
 */
@Component
class Issuer {

    /** The registration's id, and the last part of the login's paths. */
    static final String LOGIN = "desk";

    private static final Logger LOG = LoggerFactory.getLogger("checkout");
    private static final long RETRY_SECONDS = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String url;
    private final String rolesClaim;
    private final String nameClaim;
    private final String audience;
    private final DeskProperties settings;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final RestTemplate rest;
    private final TaskScheduler scheduler;
    private volatile boolean said;
    private volatile JwtDecoder decoder;
    private volatile ClientRegistration registration;

    /** Its metadata or its keys can't be had now. */
    static final class UnavailableException extends AuthenticationException {

        private static final long serialVersionUID = 1;

        UnavailableException(Throwable why) {
            super("the issuer can't be reached", why);
        }
    }

    Issuer(DeskProperties settings, TaskScheduler scheduler) {
        this.scheduler = scheduler;
        this.settings = settings;
        url = settings.issuer();
        rolesClaim = settings.rolesClaim();
        nameClaim = settings.nameClaim();
        audience = settings.audience();
        SimpleClientHttpRequestFactory http = new SimpleClientHttpRequestFactory();
        http.setConnectTimeout(TIMEOUT);
        http.setReadTimeout(TIMEOUT);
        rest = new RestTemplate(http);
    }

    /** Asks until it answers, from the time on when the desk opens. */
    @EventListener(DeskOpening.class)
    void begin() {
        if (settings.auth() != DeskProperties.Auth.BASIC && begun.compareAndSet(false, true)) {
            scheduler.schedule(this::ask, Instant.now());
        }
    }

    private void ask() {
        try {
            NimbusJwtDecoder asked = NimbusJwtDecoder.withIssuerLocation(url)
                    .restOperations(rest)
                    .build();
            asked.setJwtValidator(validator());
            if (settings.auth() == DeskProperties.Auth.OIDC) {
                registration = asked();
            }
            decoder = asked;
            if (said) {
                LOG.info("The issuer of operators' tokens answers: {}", url);
            }
        } catch (RuntimeException e) {
            if (!said) {
                LOG.error(
                        "The issuer of operators' tokens can't be asked, and it is tried again every {} s: {}. "
                                + "See CHECKOUT_DESK_ISSUER.",
                        RETRY_SECONDS,
                        e.getMessage());
                LOG.debug("The issuer can't be asked", e);
                said = true;
            }
            again();
        }
    }

    private void again() {
        try {
            scheduler.schedule(this::ask, Instant.now().plusSeconds(RETRY_SECONDS));
        } catch (TaskRejectedException e) {
            LOG.debug("The service ends", e);
        }
    }

    private OAuth2TokenValidator<Jwt> validator() {
        List<OAuth2TokenValidator<Jwt>> validators =
                new ArrayList<>(List.of(JwtValidators.createDefaultWithIssuer(url)));
        if (!audience.isEmpty()) {
            validators.add(new JwtClaimValidator<Collection<String>>(
                    JwtClaimNames.AUD, aud -> aud != null && aud.contains(audience)));
        }
        return new DelegatingOAuth2TokenValidator<>(validators);
    }

    private ClientRegistration asked() {
        return ClientRegistrations.fromIssuerLocation(url)
                .registrationId(LOGIN)
                .clientId(settings.clientId())
                .clientSecret(settings.clientSecret())
                .scope(settings.scopeList())
                .redirectUri("{baseUrl}/ops/login/{registrationId}")
                .build();
    }

    /** As what the desk is known to the issuer; null while that is not reached, and for any other id. */
    ClientRegistration registration(String id) {
        return id.equals(LOGIN) ? registration : null;
    }

    /** @throws UnavailableException the issuer was not reached yet */
    Jwt decode(String token) {
        JwtDecoder known = decoder;
        if (known == null) {
            throw new UnavailableException(null);
        }
        return known.decode(token);
    }

    /** Whom a bearer token stands for. */
    JwtAuthenticationToken operator(Jwt token) {
        return new JwtAuthenticationToken(
                token,
                roles(
                        token.getClaims(),
                        words(token.getClaims()
                                .getOrDefault("scope", token.getClaims().get("scp")))),
                name(token.getClaims()));
    }

    /** By the claim that the settings name; by the scopes, where they name none. */
    List<GrantedAuthority> roles(Map<String, Object> claims, Collection<String> scopes) {
        if (rolesClaim.isEmpty()) {
            return Role.authorities(scopes);
        }
        Object claim = claims.get(rolesClaim);
        if (claim == null) {
            claim = claims;
            for (String part : rolesClaim.split("\\.")) {
                claim = claim instanceof Map<?, ?> inner ? inner.get(part) : null;
            }
        }
        return Role.authorities(words(claim));
    }

    /** As the audit names an operator. */
    String name(Map<String, Object> claims) {
        return String.valueOf(claims.get(nameClaimOf(claims)));
    }

    String nameClaimOf(Map<String, Object> claims) {
        return claims.get(nameClaim) instanceof String ? nameClaim : JwtClaimNames.SUB;
    }

    private static Collection<String> words(Object claim) {
        if (claim instanceof Collection<?> words) {
            return words.stream().map(String::valueOf).toList();
        }
        return claim instanceof String text ? Arrays.asList(text.trim().split("\\s+")) : List.of();
    }
}
