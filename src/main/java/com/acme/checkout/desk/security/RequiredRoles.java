package com.acme.checkout.desk.security;

import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Requires all of some roles, and {@code ops-payload} as well of whoever searches: that searches in bodies and headers too, and who
 * may not read them could guess them so. The decision names the roles that are missing.
 */
final class RequiredRoles implements AuthorizationManager<RequestAuthorizationContext> {

    private final Set<Role> roles;

    private RequiredRoles(Set<Role> roles) {
        this.roles = roles;
    }

    /** These, and {@code ops-view}. */
    static RequiredRoles viewAnd(Role... roles) {
        Set<Role> all = EnumSet.of(Role.VIEW);
        all.addAll(Arrays.asList(roles));
        return new RequiredRoles(all);
    }

    @Override
    public AuthorityAuthorizationDecision authorize(
            Supplier<Authentication> somebody, RequestAuthorizationContext context) {
        Set<Role> missing = EnumSet.copyOf(roles);
        if (searches(context.getRequest())) {
            missing.add(Role.PAYLOAD);
        }
        missing.removeAll(Role.of(somebody.get()));
        return Operator.decision(missing);
    }

    /** As {@link #authorize}, whose elder this is. */
    @Deprecated
    @Override
    public AuthorizationDecision check(Supplier<Authentication> somebody, RequestAuthorizationContext context) {
        return authorize(somebody, context);
    }

    private static boolean searches(HttpServletRequest request) {
        String[] text = request.getParameterValues("text");
        return text != null && !String.join("", text).isBlank();
    }
}
