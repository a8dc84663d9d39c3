package com.acme.checkout.desk.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a parameter that nobody reads, on a page as in the API: with a name that is spelt wrongly, all would be shown, or done, as if
 * there were no such filter. What is posted to a page is a form, and no address.
 */
public class KnownParameters implements HandlerInterceptor {

    /** Spring Security's own, which it adds to an address. */
    private static final Set<String> LOGIN = Set.of("continue", "error", "logout");

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && isJudged(request, method)) {
            Set<String> known = new TreeSet<>();
            for (MethodParameter parameter : method.getMethodParameters()) {
                RequestParam declared = parameter.getParameterAnnotation(RequestParam.class);
                if (declared != null && Map.class.isAssignableFrom(parameter.getParameterType())) {
                    return true;
                }
                if (declared != null) {
                    known.add(
                            declared.value().isEmpty()
                                    ? parameter.getParameter().getName()
                                    : declared.value());
                }
            }
            Parameters more = method.getMethodAnnotation(Parameters.class);
            known.addAll(more == null ? Set.of() : Set.of(more.value()));
            check(names(request), known);
        }
        return true;
    }

    private static boolean isJudged(HttpServletRequest request, HandlerMethod method) {
        Parameters own = method.getMethodAnnotation(Parameters.class);
        boolean form = method.getBeanType().isAnnotationPresent(DeskPage.class)
                && !HttpMethod.GET.matches(request.getMethod())
                && !HttpMethod.HEAD.matches(request.getMethod());
        return !form && (own == null || !own.judged());
    }

    /** Of the address alone: to look at the request's own parameters is to read a body that is a form. */
    private static Set<String> names(HttpServletRequest request) {
        Set<String> names = new LinkedHashSet<>();
        String query = request.getQueryString() == null ? "" : request.getQueryString();
        Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2)[0])
                .filter(name -> !name.isEmpty())
                .forEach(name -> names.add(NoBlankParameters.decoded(name)));
        return names;
    }

    /**
     * Whether all of {@code names} are {@code known}, or Spring Security's.
     *
     * @throws IllegalArgumentException one is not; names it, and those that there are
     */
    public static void check(Collection<String> names, Collection<String> known) {
        names.stream()
                .filter(name -> !known.contains(name) && !LOGIN.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("There is no parameter " + name + " here; there "
                            + (known.isEmpty() ? "is none." : "are " + String.join(", ", new TreeSet<>(known)) + "."));
                });
    }
}
