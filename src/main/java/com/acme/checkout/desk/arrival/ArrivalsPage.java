package com.acme.checkout.desk.arrival;

import com.acme.checkout.desk.cause.Causes;
import com.acme.checkout.desk.cause.KnownCause;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.PageModel;
import com.acme.checkout.desk.page.Words;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** When dead letters arrived, and of what. */
@DeskPage
public class ArrivalsPage {

    private static final Words WORDS = new Words();

    private final Arrivals arrivals;
    private final Causes causes;

    public ArrivalsPage(Arrivals arrivals, Causes causes) {
        this.arrivals = arrivals;
        this.causes = causes;
    }

    /** A series as the legend shows it; {@code link} is null for the rest. */
    record Shown(String name, String total, String link) {}

    @GetMapping("/ops/arrivals")
    String arrivals(
            @RequestParam(defaultValue = "day") String period,
            @RequestParam(defaultValue = "destination") String by,
            HttpServletRequest request,
            Model model) {
        Arrivals.Counted counted = arrivals.count(Period.of(period), Grouping.of(by), Instant.now());
        Map<String, String> titles = counted.by().equals(Grouping.CAUSE.label()) ? titles() : Map.of();
        List<Shown> series = counted.series().stream()
                .map(each -> new Shown(name(each, counted, titles), WORDS.number(each.total()), link(each, counted)))
                .toList();
        model.addAttribute("counted", counted);
        model.addAttribute("series", series);
        model.addAttribute(
                "chart", Chart.of(counted, series.stream().map(Shown::name).toList()));
        model.addAttribute("periods", List.of(Period.values()));
        model.addAttribute("groupings", List.of(Grouping.values()));
        model.addAttribute("self", "/ops/arrivals?period=" + counted.period() + "&by=" + counted.by());
        return PageModel.wants(request, "arrivals") ? "arrivals :: arrivals" : "arrivals";
    }

    private Map<String, String> titles() {
        return causes.known().stream()
                .collect(Collectors.toMap(
                        KnownCause::fingerprint,
                        cause -> WORDS.plain(cause.reason(), cause.status(), null, cause.exception())
                                        .title()
                                + " (" + cause.reason() + " in " + cause.route()
                                + (cause.destination() == null
                                                || cause.destination().isEmpty()
                                        ? ""
                                        : ", " + cause.destination())
                                + ")"));
    }

    private static String name(Arrivals.Series series, Arrivals.Counted counted, Map<String, String> titles) {
        if (series.key() == null) {
            return "all others";
        }
        return counted.by().equals(Grouping.CAUSE.label())
                ? titles.getOrDefault(series.key(), series.key())
                : series.key().isEmpty() ? "no destination" : series.key();
    }

    private static String link(Arrivals.Series series, Arrivals.Counted counted) {
        if (series.key() == null || series.key().isEmpty()) {
            return null;
        }
        return "/ops/entries?" + (counted.by().equals(Grouping.CAUSE.label()) ? "cause=" : "destination=")
                + URLEncoder.encode(series.key(), StandardCharsets.UTF_8) + "&from=" + counted.from() + "&to="
                + counted.to();
    }
}
