package com.acme.checkout.settings;

/** How a start for tests of routes is told from any other. */
public final class RouteTestSettings {

    /** The name of the property source that only the runner of those tests adds. */
    public static final String SOURCE = "settings of tests of routes";

    /** The broker that only such a start may have. */
    public static final String BROKER = "memory";

    private RouteTestSettings() {}
}
