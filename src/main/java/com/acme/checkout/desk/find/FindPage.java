package com.acme.checkout.desk.find;

import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import com.acme.checkout.desk.cause.Causes;
import com.acme.checkout.desk.entry.Entries;
import com.acme.checkout.desk.entry.Entry;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.replay.ReplayReader;
import com.acme.checkout.desk.selection.AnyId;
import com.acme.checkout.desk.selection.Filter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Leads on to what is asked for: to the one entry or replay that has this id, to the list of several, or of those with these words. */
@DeskPage
public class FindPage {

    private static final String ENTRIES = "redirect:/ops/entries";

    private final Entries entries;
    private final ReplayReader replays;
    private final Causes causes;

    public FindPage(Entries entries, ReplayReader replays, Causes causes) {
        this.entries = entries;
        this.replays = replays;
        this.causes = causes;
    }

    @GetMapping("/ops/find")
    String find(@RequestParam(defaultValue = "") String q, Model model) {
        String asked = q.strip();
        if (asked.isEmpty()) {
            return ENTRIES;
        }
        List<Entry> found = some("id", asked);
        List<UUID> replay = replays.named(AnyId.searched(asked), 2);
        if (found.size() == 1 && replay.isEmpty()) {
            return ENTRIES + '/' + found.get(0).id();
        }
        if (!found.isEmpty()) {
            return list("id", asked);
        }
        if (!replay.isEmpty()) {
            return "redirect:/ops/replays" + (replay.size() == 1 ? "/" + replay.get(0) : "");
        }
        if (causes.exists(AnyId.searched(asked))) {
            return list("cause", AnyId.searched(asked));
        }
        if (Operator.may(Role.PAYLOAD) && !some("text", asked).isEmpty()) {
            return list("text", asked);
        }
        model.addAttribute("asked", asked);
        return "find";
    }

    /** Enough to tell whether there is one, or more. */
    private List<Entry> some(String filter, String value) {
        return entries.page(Filter.of(Map.of(filter, List.of(value))), null, 2).entries();
    }

    /** Encoded here: in a view's name Spring would take braces for a variable. */
    private static String list(String filter, String value) {
        return ENTRIES + '?' + filter + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
