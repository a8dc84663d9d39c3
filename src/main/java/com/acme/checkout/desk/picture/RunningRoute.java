package com.acme.checkout.desk.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A route that runs.
 *
 * @param from what it reads, as in {@code direct:read} or {@code kamelet:broker-source}
 * @param queue the broker's queue that it reads; null where it reads none
 * @param reads what it reads, for a person
 * @param part whether it is a part of a Kamelet
 * @param steps its steps, those within others below them
 */
record RunningRoute(
        String id, String from, String queue, String reads, boolean part, boolean started, List<Step> steps) {

    /**
     * A step of a route, or a branch of one.
     *
     * @param kind as YAML names it
     * @param text what it does
     * @param name of what it sets; null where it sets nothing
     * @param to where it sends; null where it sends nowhere
     */
    record Step(String kind, String text, String name, String to, Figures figures, List<Step> steps) {

        /** The step and all within it. */
        void each(Consumer<Step> what) {
            what.accept(this);
            steps.forEach(inner -> inner.each(what));
        }
    }

    /** All steps, however deep. */
    List<Step> all() {
        List<Step> all = new ArrayList<>();
        steps.forEach(step -> step.each(all::add));
        return all;
    }

    /** What has come to it, and all that failed in it. */
    public Figures figures() {
        Figures first = steps.isEmpty() ? Figures.NONE : steps.get(0).figures();
        return new Figures(
                first.came(),
                all().stream()
                        .filter(each -> each.steps().isEmpty())
                        .mapToLong(each -> each.figures().failed())
                        .sum(),
                first.rate());
    }

    boolean sendsTo(String address) {
        return all().stream().anyMatch(step -> address.equals(step.to()));
    }

    boolean sets(String property) {
        return all().stream().anyMatch(step -> step.kind().equals("setProperty") && property.equals(step.name()));
    }
}
