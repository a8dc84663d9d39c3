package com.acme.checkout.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Filters with a name: which there are, and how one is saved and deleted. */
final class SavedCommands {

    private static final String PATH = "/saved-filters";

    private SavedCommands() {}

    private static List<Map<String, Object>> all(Desk desk) throws IOException {
        return Json.list(desk.get(PATH).json(), "savedFilters").stream()
                .map(Json::object)
                .toList();
    }

    /** The one of this name, in any case; the user's own comes before one that is shared. */
    static Map<String, Object> named(Desk desk, String name) throws IOException {
        return all(desk).stream()
                .filter(each -> String.valueOf(each.get("name")).equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        DeskCommand.NOT_THERE, "there is no saved filter " + name + ". saved lists those there are"));
    }

    /**
     * What the one of this name asks for, by the names of the list's parameters.
     *
     * @throws Failure (not there) where there is none, or where it can't be read any more: never everything
     */
    static Map<String, List<String>> filter(Desk desk, String name) throws IOException {
        Map<String, Object> saved = named(desk, name);
        Map<String, List<String>> filter = new LinkedHashMap<>();
        Json.object(saved.get("filter"))
                .forEach((key, values) -> filter.put(
                        key, Json.list(values).stream().map(String::valueOf).toList()));
        if (filter.isEmpty()) {
            throw new Failure(
                    DeskCommand.NOT_THERE,
                    "the saved filter " + name + " can't be read any more: " + Json.text(saved, "problem")
                            + " Save it anew, or delete it with unsave");
        }
        return filter;
    }

    @Command(name = "saved", header = "Lists saved filters: your own, and those that are shared.")
    static final class Saved extends DeskCommand {

        @Override
        int run(Desk desk) throws IOException {
            Desk.Answer answer = desk.get(PATH);
            if (json(answer)) {
                return DONE;
            }
            List<Object> all = Json.list(answer.json(), "savedFilters");
            for (Object each : all) {
                Map<String, Object> saved = Json.object(each);
                out().printf(
                                "%-20s  %-8s %-12s %s%n",
                                Json.text(saved, "name"),
                                Boolean.TRUE.equals(saved.get("shared")) ? "shared" : "own",
                                Json.text(saved, "savedBy"),
                                saved.get("problem") == null
                                        ? Json.text(saved, "filter")
                                        : "can't be read any more: " + Json.text(saved, "problem"));
            }
            return all.isEmpty() ? say("No filter is saved. save NAME keeps one.") : DONE;
        }
    }

    @Command(name = "save", header = "Saves a filter by a name, for list --saved NAME and the like.")
    static final class Save extends DeskCommand {

        @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "Its name: at most 60 characters.")
        private String name;

        @Mixin
        private Filters filters;

        @Option(names = "--shared", description = "For everybody; otherwise for you alone.")
        private boolean shared;

        @Override
        int run(Desk desk) throws IOException {
            Map<String, List<String>> filter = filters.given(desk);
            if (name == null || name.isBlank() || filter.isEmpty()) {
                throw Failure.wrongUse("save which filter, by what name? Give a name and a filter");
            }
            return tell(desk.post(PATH, Map.of("name", name, "shared", shared, "filter", filter)), "Saved.");
        }
    }

    @Command(name = "unsave", header = "Deletes a saved filter.")
    static final class Unsave extends DeskCommand {

        @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "Its name.")
        private String name;

        @Override
        int run(Desk desk) throws IOException {
            if (name == null) {
                throw Failure.wrongUse("which one? Give its name");
            }
            Map<String, Object> saved = named(desk, name);
            String whose = Boolean.TRUE.equals(saved.get("shared")) ? ", shared by " + Json.text(saved, "savedBy") : "";
            return tell(
                    desk.call("DELETE", PATH + '/' + id(Json.text(saved, "id"))),
                    "Deleted the saved filter " + Json.text(saved, "name") + whose + ".");
        }
    }
}
