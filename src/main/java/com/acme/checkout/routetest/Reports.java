package com.acme.checkout.routetest;

import com.acme.checkout.routetest.Comparison.Difference;
import com.acme.checkout.routetest.StepCoverage.Step;
import com.acme.checkout.routetest.TestRun.Result;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.springframework.web.util.HtmlUtils;

/** Says how tests went: lines for a terminal, JUnit's XML, and a page that shows which steps ran. */
final class Reports {

    private static final int MOST_MISSED = 20;

    private Reports() {}

    /** What a person needs to see of a test that failed: expected and actual, one beside the other, and where that stands. */
    static void failure(Result result, PrintWriter out) {
        RouteTest test = result.test();
        out.println("FAILED  " + test.file() + ":" + test.line() + "  " + test.name());
        if (result.failure() != null) {
            out.println("  " + result.failure());
        }
        int what = width(result.differences().stream().map(Difference::what).toList());
        int expected =
                width(result.differences().stream().map(Difference::expected).toList());
        if (!result.differences().isEmpty()) {
            out.println("  " + pad("", what) + "  " + pad("expected", expected) + "  actual");
        }
        for (Difference each : result.differences()) {
            out.println("  " + pad(each.what(), what) + "  " + pad(each.expected(), expected) + "  " + each.actual()
                    + "   (" + each.file() + ":" + each.line() + ")");
        }
        out.println();
    }

    private static int width(List<String> texts) {
        return Math.max(
                "expected".length(),
                texts.stream()
                        .mapToInt(String::length)
                        .filter(each -> each <= 40)
                        .max()
                        .orElse(0));
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** How many steps ran; {@code all} tests being run, which did not as well. */
    static void coverage(StepCoverage coverage, boolean all, PrintWriter out) {
        List<Step> missed = coverage.missed();
        int steps = coverage.steps().size();
        out.println((steps - missed.size()) + " of " + steps + " steps ran");
        if (!all) {
            return;
        }
        missed.stream().limit(MOST_MISSED).forEach(each -> out.println("  not run  " + each));
        if (missed.size() > MOST_MISSED) {
            out.println("  and " + (missed.size() - MOST_MISSED) + " more");
        }
    }

    /** As JUnit writes it: one suite for each file. */
    static void junit(List<Result> results, Writer to) throws XMLStreamException {
        XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(to);
        xml.writeStartDocument();
        xml.writeStartElement("testsuites");
        Map<Path, List<Result>> files = new TreeMap<>();
        results.forEach(each -> files.computeIfAbsent(each.test().file(), file -> new java.util.ArrayList<>())
                .add(each));
        for (Map.Entry<Path, List<Result>> each : files.entrySet()) {
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", each.getKey().toString());
            xml.writeAttribute("tests", Integer.toString(each.getValue().size()));
            xml.writeAttribute(
                    "failures",
                    Long.toString(each.getValue().stream()
                            .filter(one -> !one.passed())
                            .count()));
            xml.writeAttribute("errors", "0");
            xml.writeAttribute("skipped", "0");
            xml.writeAttribute(
                    "time",
                    seconds(each.getValue().stream().mapToLong(Result::nanos).sum()));
            for (Result result : each.getValue()) {
                xml.writeStartElement("testcase");
                xml.writeAttribute("classname", each.getKey().toString());
                xml.writeAttribute("name", result.test().name());
                xml.writeAttribute("file", each.getKey().toString());
                xml.writeAttribute("line", Integer.toString(result.test().line()));
                xml.writeAttribute("time", seconds(result.nanos()));
                if (!result.passed()) {
                    StringWriter text = new StringWriter();
                    failure(result, new PrintWriter(text, true));
                    xml.writeStartElement("failure");
                    xml.writeAttribute("message", result.failure() != null ? result.failure() : "not as expected");
                    xml.writeCharacters(text.toString().replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?"));
                    xml.writeEndElement();
                }
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndDocument();
        xml.flush();
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / (double) TimeUnit.SECONDS.toNanos(1));
    }

    /** A page that shows each file with its steps, and marks those that ran in no test. */
    static String page(StepCoverage coverage) {
        Map<Step, Collection<RouteTest>> steps = coverage.steps();
        Map<Path, Map<Step, Collection<RouteTest>>> files = new LinkedHashMap<>();
        steps.forEach((step, tests) ->
                files.computeIfAbsent(step.file(), file -> new TreeMap<>()).put(step, tests));
        StringBuilder page = new StringBuilder("""
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Steps that tests ran</title>
                <style>
                body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b;background:#fff}
                table{border-collapse:collapse;width:100%}
                th,td{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
                td:first-child{text-align:right;width:4rem;font-variant-numeric:tabular-nums}
                code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
                .missed{background:#fde8e8}
                </style></head><body>
                <h1>Steps that tests ran</h1>
                """);
        page.append("<p>%d of %d steps ran. A row in red is a step that no test ran.</p>\n"
                .formatted(steps.size() - coverage.missed().size(), steps.size()));
        files.forEach((file, each) -> {
            long ran = each.values().stream().filter(tests -> !tests.isEmpty()).count();
            page.append(
                    "<h2>%s</h2>\n<p>%d of %d</p>\n<table><thead><tr><th>Line</th><th>Step</th><th>Tests</th></tr></thead><tbody>\n"
                            .formatted(html(file.toString()), ran, each.size()));
            each.forEach((step, tests) -> page.append("<tr%s><td>%d</td><td><code>%s</code></td><td>%s</td></tr>\n"
                    .formatted(
                            tests.isEmpty() ? " class=\"missed\"" : "",
                            step.shown(),
                            html(step.label()),
                            tests.isEmpty() ? "none" : Integer.toString(tests.size()))));
            page.append("</tbody></table>\n");
        });
        return page.append("</body></html>\n").toString();
    }

    private static String html(String text) {
        return HtmlUtils.htmlEscape(text);
    }
}
