package com.acme.checkout.desk;

import java.util.EnumSet;
import java.util.Set;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/** Whoever sends the request that this thread works on. */
public final class Operator {

    private Operator() {}

    /** As the audit and the histories name this operator. */
    public static String name() {
        return somebody().getName();
    }

    public static boolean may(Role role) {
        return Role.of(somebody()).contains(role);
    }

    /**
     * For what the path alone does not tell, such as a filter in a body that searches in payload.
     *
     * @throws AuthorizationDeniedException answered with 403 and the role's name; no handler of the caller's may catch it
     */
    public static void require(Role role) {
        if (!may(role)) {
            throw new AuthorizationDeniedException("a role is missing", decision(EnumSet.of(role)));
        }
    }

    private static Authentication somebody() {
        return SecurityContextHolder.getContext().getAuthentication();
    }

    /** Grants where no role is missing; else names those that are. */
    public static AuthorityAuthorizationDecision decision(Set<Role> missing) {
        return new AuthorityAuthorizationDecision(
                missing.isEmpty(),
                missing.stream()
                        .sorted()
                        .<GrantedAuthority>map(role -> new SimpleGrantedAuthority(role.authority()))
                        .toList());
    }
}
