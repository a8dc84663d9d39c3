package com.acme.checkout.desk.notice;

import com.acme.checkout.desk.NoticeEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One notice in the place of many. */
final class Sums {

    private static final String COUNTS = "counts";

    private Sums() {}

    /** {@code counts}: how many of each it stands for. */
    static Facts of(Map<NoticeEvent, Long> counts) {
        Map<String, Object> data = new LinkedHashMap<>();
        counts.forEach((event, count) -> data.put(event.word(), count));
        return new Facts(
                "And "
                        + counts.entrySet().stream()
                                .map(each ->
                                        each.getKey().counted(each.getValue()).replaceFirst(" ", " more "))
                                .collect(Collectors.joining(", ")),
                List.of("Too many came at once to tell each."),
                null,
                "",
                Map.of(COUNTS, data));
    }

    /** Adds what an earlier sum stands for. */
    static void add(Facts sum, Map<NoticeEvent, Long> counts) {
        if (sum.data().get(COUNTS) instanceof Map<?, ?> earlier) {
            earlier.forEach((word, count) -> NoticeEvent.of(String.valueOf(word))
                    .ifPresent(event -> counts.merge(event, ((Number) count).longValue(), Long::sum)));
        }
    }
}
