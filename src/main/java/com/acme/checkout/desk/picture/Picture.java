package com.acme.checkout.desk.picture;

import java.util.List;
import java.util.Optional;

/**
 * The way of a command through the routes.
 *
 * @param stages from the doors to the dead letters
 * @param arrows from box to box
 */
record Picture(List<Stage> stages, List<Arrow> arrows) {

    /** Boxes of one kind. */
    record Stage(String id, String title, String meaning, List<Box> boxes) {}

    /**
     * A route, or some that belong together.
     *
     * @param id within the picture
     * @param state of a circuit breaker: {@code CLOSED}, {@code OPEN} and so on; null where there is none
     * @param link to what the desk has of it; null where it has nothing
     */
    record Box(String id, String title, String state, Figures figures, String link, List<Row> rows) {}

    /**
     * A line in a box.
     *
     * @param count what is counted there; null where nothing is
     * @param to the box that it leads to; null where it leads to none of its own
     */
    record Row(String text, Long count, Long rate, String link, String to) {

        static Row of(String text, Figures figures) {
            return new Row(text, figures.came(), figures.rate(), null, null);
        }
    }

    /**
     * That commands go from one box to another.
     *
     * @param row of the box that it starts at; -1: at the box itself
     * @param again whether it leads back
     */
    record Arrow(String from, int row, String to, boolean again) {}

    Optional<Stage> stage(String id) {
        return stages.stream().filter(stage -> stage.id().equals(id)).findFirst();
    }
}
