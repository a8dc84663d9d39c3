package com.acme.checkout.desk;

import java.util.EnumSet;
import java.util.Set;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Whoever sends the request that this thread works on. */
public final class Operator {

    private Operator() {
    }

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
     * @throws AccessDeniedException answered with 403 and the role's name; no handler of the caller's may catch it
     */
    public static void require(Role role) {
        if (!may(role)) {
            throw new Missing(EnumSet.of(role));
        }
    }

    public static Authentication somebody() {
        return SecurityContextHolder.getContext().getAuthentication();
    }

    /** Says which roles are missing. */
    public static final class Missing extends AccessDeniedException {

        private static final long serialVersionUID = 1;
        private final transient Set<Role> roles;

        Missing(Set<Role> roles) {
            super("roles are missing");
            this.roles = roles;
        }

        public Set<Role> roles() {
            return roles;
        }
    }
}
