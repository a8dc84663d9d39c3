package com.acme.checkout.delivery;

import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** The destinations that {@code application.yaml} lists. */
public final class Destinations {

    private Destinations() {
    }

    public static Set<String> names(Environment env) {
        return Binder.get(env).bind("checkout.destinations", Bindable.mapOf(String.class, Object.class)).orElse(Map.of()).keySet();
    }
}
