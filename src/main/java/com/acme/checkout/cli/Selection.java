package com.acme.checkout.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which entries something is done to: by ids, by cause, by a filter, or all. */
final class Selection {

    @Parameters(
            paramLabel = "ID",
            description =
                    "Entries, each by any id that it alone has, whole or the first 8 characters; or --cause, or a filter, or --all.")
    private List<String> ids;

    @Mixin
    private Filters filters;

    @Option(names = "--all", description = "All entries.")
    private boolean all;

    /**
     * As the API takes it; to be added to.
     *
     * @throws Failure (wrong use) unless it was said in one way, or where an id is several entries'; (not there) where it is none's
     */
    Map<String, Object> asked(Desk desk, Terminal terminal) throws IOException {
        Map<String, List<String>> filter = filters.given(desk);
        boolean byId = ids != null && !ids.isEmpty();
        int ways = (byId ? 1 : 0) + (filter.isEmpty() ? 0 : 1) + (all ? 1 : 0);
        if (ways != 1) {
            throw Failure.wrongUse(
                    ways == 0
                            ? "which entries? Give ids, --cause, a filter or --all"
                            : "give either ids or a filter or --all");
        }
        Map<String, Object> asked = new LinkedHashMap<>();
        if (byId) {
            asked.put("ids", new EntryIds(desk, terminal).whole(ids));
        } else if (all) {
            asked.put("all", true);
        } else if (filter.keySet().equals(Set.of("cause"))) {
            List<String> causes = filter.get("cause");
            asked.put("cause", causes.get(causes.size() - 1));
        } else {
            asked.put("filter", filter);
        }
        return asked;
    }
}
