package com.acme.checkout.desk.security;

import static com.acme.checkout.desk.Role.PAYLOAD;
import static com.acme.checkout.desk.Role.REPLAY;
import static com.acme.checkout.desk.Role.VIEW;

import com.acme.checkout.desk.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * The table of who may ask for what. The first rule that fits decides; whatever has no rule of its own needs
 * {@code ops-view} to be looked at and {@code ops-replay} to be changed.
 */
public final class Rules {

    private static final Set<String> LOOKING = Set.of("GET", "HEAD", "OPTIONS");

    private static final List<Rule> TABLE = List.of(
            // method (null: any), path, roles
            rule(null, "/ops/dead-letters/export", PAYLOAD),
            rule(null, "/ops/dead-letters/{id}/body", PAYLOAD),
            rule(null, "/ops/dead-letters/{id}/headers", PAYLOAD),
            rule("PUT", "/ops/dead-letters/{id}/repair", REPLAY, PAYLOAD),
            rule(null, "/ops/dead-letters/{id}/repair/check", REPLAY, PAYLOAD),
            rule(null, "/ops/entries/export", PAYLOAD),
            rule("GET", "/ops/entries/{id}/body", PAYLOAD),
            rule("GET", "/ops/entries/{id}/headers", PAYLOAD),
            rule("GET", "/ops/entries/{id}/repair", REPLAY, PAYLOAD),
            rule("POST", "/ops/entries/{id}/repair", REPLAY, PAYLOAD),
            rule("POST", "/ops/entries/{id}/repair/check", REPLAY, PAYLOAD));

    record Rule(String method, PathPatternRequestMatcher path, Set<Role> roles) {

        boolean fits(HttpServletRequest request) {
            boolean asked = method == null || method.equals(request.getMethod()) || method.equals("GET") && LOOKING.contains(request.getMethod());
            return asked && path.matches(request);
        }
    }

    private Rules() {
    }

    private static Rule rule(String method, String path, Role... roles) {
        Set<Role> needed = EnumSet.of(VIEW);
        needed.addAll(Arrays.asList(roles));
        return new Rule(method, PathPatternRequestMatcher.withDefaults().matcher((HttpMethod) null, path), needed);
    }

    static Optional<Rule> of(HttpServletRequest request) {
        return TABLE.stream().filter(rule -> rule.fits(request)).findFirst();
    }

    /** What {@code somebody} lacks to be allowed {@code request}. */
    static Set<Role> missing(HttpServletRequest request, Authentication somebody) {
        Set<Role> missing = EnumSet.copyOf(of(request).map(Rule::roles)
                .orElse(LOOKING.contains(request.getMethod()) ? EnumSet.of(VIEW) : EnumSet.of(VIEW, REPLAY)));
        String[] text = request.getParameterValues("text");
        if (text != null && !String.join("", text).isBlank()) {
            // Searches in bodies and headers too: who may not read them could guess them so.
            missing.add(PAYLOAD);
        }
        missing.removeAll(Role.of(somebody));
        return missing;
    }
}
