package com.acme.checkout.settings;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What somebody who edits the routes of a running service is told on its pages: that what runs is not what the files say, or
 * that a test fails. There is a bean of it only where {@code bin/checkout dev} has started the service.
 */
public final class RoutesNotice {

    private final AtomicReference<List<String>> lines = new AtomicReference<>(List.of());

    /** What is to be read now, a paragraph each; empty where all is well. */
    public List<String> lines() {
        return lines.get();
    }

    /** Says {@code lines} from now on, in place of what was said before. */
    public void say(List<String> lines) {
        this.lines.set(List.copyOf(lines));
    }
}
